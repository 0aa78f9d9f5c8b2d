//! The part of `bitrix24` that the expansions touch, small enough to be compiled with every test.
//!
//! Tests name it by `#[bitrix24(crate = crate::standin)]`. The signatures are those of
//! `bitrix24-client`; the bodies do the least that shows what was called.
#![allow(dead_code, unreachable_pub, missing_docs, clippy::type_complexity)]

/// An entity with custom fields, and one more.
pub mod contact {
    pub struct Entity;
    pub struct Owner;
    impl super::__macros::Entity for Entity {
        type Custom = Owner;
    }
}

/// A module that is none of an entity.
pub mod no_entity {}

pub struct Date(pub String);

pub mod __macros {
    use std::marker::PhantomData;

    pub trait Entity {
        type Custom;
    }

    /// What came: here always texts.
    pub trait Slot {
        fn texts(&mut self) -> Vec<String>;
    }

    #[derive(Debug, PartialEq)]
    pub struct DecodeError(pub String);

    pub trait Object {
        fn set(&mut self, key: &str, slot: &mut dyn Slot) -> Result<bool, DecodeError>;
    }

    pub trait CustomSchema: CustomFields<Self::Owner> {
        type Owner;
    }

    pub trait CustomFields<O>: Object + Sized {
        const FIELDS: &'static [CustomField];
        fn empty() -> Self;
        fn write(&self, out: &mut dyn FnMut(&'static str, Option<Arg>));
    }

    #[derive(Debug, PartialEq)]
    pub struct CustomField {
        pub name: &'static str,
        pub camel: &'static str,
        pub kind: CustomKind,
        pub multiple: bool,
        pub label: Option<&'static str>,
        pub options: &'static [CustomOption],
        pub mandatory: Option<bool>,
        pub show_in_list: Option<bool>,
    }

    #[derive(Debug, PartialEq)]
    pub struct CustomOption(pub &'static str, pub Option<i64>, pub Option<&'static str>);

    impl CustomOption {
        pub const fn new(name: &'static str, id: Option<i64>, value: Option<&'static str>) -> Self {
            Self(name, id, value)
        }
    }

    impl CustomField {
        pub const fn new(
            name: &'static str,
            camel: &'static str,
            kind: CustomKind,
            multiple: bool,
            label: Option<&'static str>,
        ) -> Self {
            Self {
                name,
                camel,
                kind,
                multiple,
                label,
                options: &[],
                mandatory: None,
                show_in_list: None,
            }
        }

        pub const fn options(mut self, options: &'static [CustomOption]) -> Self {
            self.options = options;
            self
        }

        pub const fn mandatory(mut self, mandatory: bool) -> Self {
            self.mandatory = Some(mandatory);
            self
        }

        pub const fn show_in_list(mut self, shown: bool) -> Self {
            self.show_in_list = Some(shown);
            self
        }
    }

    #[derive(Debug, PartialEq)]
    pub enum CustomKind {
        String,
        Date,
        Enumeration,
    }

    #[derive(Debug, PartialEq)]
    pub enum Arg {
        Int(i64),
        Text(String),
        List(Vec<Arg>),
    }

    pub trait Encode {
        fn encode(&self) -> Arg;
    }

    #[diagnostic::on_unimplemented(
        message = "`{Self}` is not a type a custom field can have",
        label = "not the type of a custom field",
        note = "use `Option<T>`, or `Vec<T>` for a multiple field"
    )]
    pub trait CustomValue: Sized {
        const KIND: CustomKind;
        const OPTIONS: &'static [CustomOption] = &[];
        type Wire;
        type Can;
        fn decode_custom(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError>;
        fn encode_custom(&self) -> Arg;
        fn decode_many(slot: &mut dyn Slot) -> Result<Vec<Self>, DecodeError> {
            let mut values = Vec::new();
            for text in slot.texts() {
                values.extend(Self::decode_custom(&mut Texts(vec![text]))?);
            }
            Ok(values)
        }
        fn encode_many(values: &[Self]) -> Option<Arg> {
            (!values.is_empty())
                .then(|| Arg::List(values.iter().map(Self::encode_custom).collect()))
        }
    }

    pub struct Texts(pub Vec<String>);
    impl Slot for Texts {
        fn texts(&mut self) -> Vec<String> {
            std::mem::take(&mut self.0)
        }
    }

    impl CustomValue for String {
        const KIND: CustomKind = CustomKind::String;
        type Wire = String;
        type Can = Can<Any, Yes, Yes>;
        fn decode_custom(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
            Ok(slot.texts().pop().filter(|text| !text.is_empty()))
        }
        fn encode_custom(&self) -> Arg {
            Arg::Text(self.clone())
        }
    }

    impl CustomValue for super::Date {
        const KIND: CustomKind = CustomKind::Date;
        type Wire = super::Date;
        type Can = Can<Any, Yes, Yes>;
        fn decode_custom(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
            Ok(slot.texts().pop().map(super::Date))
        }
        fn encode_custom(&self) -> Arg {
            Arg::Text(self.0.clone())
        }
    }

    pub trait ListOption: Sized {
        fn from_id(id: i64) -> Option<Self>;
        fn id(&self) -> i64;
    }

    pub trait NamedOption: Sized + 'static {
        const OPTIONS: &'static [CustomOption];
        fn from_value(value: &str) -> Option<Self>;
        fn value(&self) -> &'static str;
    }

    pub struct OptionId<T>(pub i64, PhantomData<T>);

    impl<T: NamedOption> CustomValue for OptionId<T> {
        const KIND: CustomKind = CustomKind::Enumeration;
        const OPTIONS: &'static [CustomOption] = T::OPTIONS;
        type Wire = Self;
        type Can = Can<Exact, Yes, Yes>;
        fn decode_custom(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
            let text = slot.texts().pop();
            Ok(text
                .and_then(|text| text.parse().ok())
                .map(|id| Self(id, PhantomData)))
        }
        fn encode_custom(&self) -> Arg {
            Arg::Int(self.0)
        }
    }

    pub fn decode_option<T: ListOption>(slot: &mut dyn Slot) -> Result<Option<T>, DecodeError> {
        let Some(text) = slot.texts().pop() else {
            return Ok(None);
        };
        match text.parse().ok().and_then(T::from_id) {
            Some(option) => Ok(Some(option)),
            None => Err(DecodeError(text)),
        }
    }

    pub struct Any;
    pub struct Exact;
    pub struct Yes;
    pub struct Can<F, S, R>(PhantomData<(F, S, R)>);
    pub struct CustomOf<O>(PhantomData<O>);
    pub struct Many<W>(PhantomData<W>);

    pub struct Field<S, V, A> {
        pub name: &'static str,
        of: PhantomData<fn() -> (S, V, A)>,
    }

    pub type OneField<O, T> = Field<CustomOf<O>, <T as CustomValue>::Wire, <T as CustomValue>::Can>;
    pub type ManyField<O, T> =
        Field<CustomOf<O>, Many<<T as CustomValue>::Wire>, <T as CustomValue>::Can>;

    impl<S, V, A> Field<S, V, A> {
        pub const fn new(name: &'static str) -> Self {
            Self {
                name,
                of: PhantomData,
            }
        }
    }
}
