//! Custom fields: those that every portal adds to its records for itself.
//!
//! They are read in the same pass as the record: a key that the record does not know is offered to a struct of the caller's.
//! Such a struct is written by `#[derive(CustomFields)]`; [`RawCustomFields`] takes them all as JSON.

mod binding;
mod name;
mod option;
mod owner;
mod raw;
mod stored;
mod value;
mod write;

use std::marker::PhantomData;

use crate::decode::{DecodeError, Object, Slot};
use crate::encode::Arg;
use crate::field::Field;

pub use binding::CrmBinding;
pub(crate) use name::custom_camel;
pub use option::{
    CustomOption, HoldsOptions, ListOption, NamedOption, OptionId, OptionIds, decode_option,
};
pub use owner::{CustomMethods, CustomOwner, CustomSchema};
pub use raw::RawCustomFields;
pub use stored::{Address, CustomFile, Employee, IblockElement, IblockSection, Url};
pub use value::CustomValue;
pub use write::{assign, write};

/// The custom fields of records filed under `O` that a caller knows.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not hold custom fields of `{O}`",
    note = "use a struct with `#[derive(CustomFields)]`, `()` or `RawCustomFields`"
)]
pub trait CustomFields<O>: Object + Sized {
    /// What is known of each field.
    const FIELDS: &'static [CustomField];
    /// Whether every custom field is read, and not only those of [`FIELDS`](Self::FIELDS).
    const EVERY: bool = false;

    /// Every field without a value.
    fn empty() -> Self;

    /// Calls `out` with every field, in order: its name (`UF_…`) and its value, `None` where it holds nothing.
    fn write(&self, out: &mut dyn FnMut(&'static str, Option<Arg>));

    /// The same for fields whose names are known at run time only.
    fn write_named(&self, out: &mut dyn FnMut(&str, Option<Arg>)) {
        let _ = out;
    }
}

/// What is known of a custom field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CustomField {
    /// `UF_CRM_TIER`
    pub name: &'static str,
    /// `ufCrmTier`
    pub camel: &'static str,
    /// The kind of its values.
    pub kind: CustomKind,
    /// It holds any number of values.
    pub multiple: bool,
    /// What people call it.
    pub label: Option<&'static str>,
    /// Its options, if it is a list.
    pub options: &'static [CustomOption],
    /// A value is required, or is not; nothing leaves that to the portal.
    pub mandatory: Option<bool>,
    /// Lists of records show it, or do not; nothing leaves that to the portal.
    pub show_in_list: Option<bool>,
}

impl CustomField {
    /// See the fields.
    #[must_use]
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

    /// With the options of a list.
    #[must_use]
    pub const fn options(mut self, options: &'static [CustomOption]) -> Self {
        self.options = options;
        self
    }

    /// With a value required, or not.
    #[must_use]
    pub const fn mandatory(mut self, mandatory: bool) -> Self {
        self.mandatory = Some(mandatory);
        self
    }

    /// Shown in lists of records, or not.
    #[must_use]
    pub const fn show_in_list(mut self, shown: bool) -> Self {
        self.show_in_list = Some(shown);
        self
    }
}

/// The kinds of custom fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
#[non_exhaustive]
pub enum CustomKind {
    String,
    Integer,
    Double,
    Boolean,
    Date,
    DateTime,
    Money,
    Url,
    Address,
    Enumeration,
    File,
    Employee,
    CrmStatus,
    Crm,
    IblockElement,
    IblockSection,
    /// One that an app has added, or that is not known.
    Other,
}

impl CustomKind {
    /// The platform's name for it; `""` for [`Other`](Self::Other).
    #[must_use]
    pub const fn wire(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Double => "double",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::DateTime => "datetime",
            Self::Money => "money",
            Self::Url => "url",
            Self::Address => "address",
            Self::Enumeration => "enumeration",
            Self::File => "file",
            Self::Employee => "employee",
            Self::CrmStatus => "crm_status",
            Self::Crm => "crm",
            Self::IblockElement => "iblock_element",
            Self::IblockSection => "iblock_section",
            Self::Other => "",
        }
    }
}

/// What custom fields filed under `O` belong to, as the `S` of [`Field`].
pub struct CustomOf<O>(PhantomData<fn() -> O>);

/// A custom field with any number of values of kind `W`: compared with one, assigned a list.
pub struct Many<W>(PhantomData<fn() -> W>);

/// The constant of a custom field that holds one `T`.
pub type OneField<O, T> = Field<CustomOf<O>, <T as CustomValue>::Wire, <T as CustomValue>::Can>;

/// The constant of a custom field that holds any number of `T`.
pub type ManyField<O, T> =
    Field<CustomOf<O>, Many<<T as CustomValue>::Wire>, <T as CustomValue>::Can>;

impl Object for () {
    fn set(&mut self, _: &str, _: &mut dyn Slot) -> Result<bool, DecodeError> {
        Ok(false)
    }
}

/// No custom fields are read.
impl<O> CustomFields<O> for () {
    const FIELDS: &'static [CustomField] = &[];

    fn empty() -> Self {}

    fn write(&self, _: &mut dyn FnMut(&'static str, Option<Arg>)) {}
}
