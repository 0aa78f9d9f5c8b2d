//! A call as a plain value: a method and its parameters.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use crate::client::{Client, Outgoing, Sending};
use crate::custom::{CustomField, CustomFields};
use crate::decode::Decode;
use crate::encode::{self, Arg, IntoArg};
use crate::entity::{Entity, FieldsOf, Keyed, WithCustom};
use crate::error::Error;
use crate::filter::{self, Condition, Selection, Sorted, Style};
use crate::method::Method;
use crate::page::Page;
use crate::stream::ListStream;

/// A call of a method that answers a `T`. It is a plain value: [`send`](Self::send) it, put it into a
/// [`Batch`](crate::Batch), keep it and send it again. No secret is in it.
///
/// ```
/// use bitrix24_client::{Arg, Call, Method};
///
/// static GET: Method = Method::read("some.thing.get");
/// let call = Call::<Vec<i64>>::new(&GET).arg("id", Arg::Int(7));
/// assert_eq!(call.params()[0].0, "id");
/// ```
#[must_use = "a call does nothing until it is sent or put into a batch"]
pub struct Call<T> {
    request: Request,
    of: PhantomData<fn() -> T>,
}

/// A call without its type, so that what is done with it is compiled once.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: &'static Method,
    pub(crate) params: Vec<(Cow<'static, str>, Arg)>,
    /// The star in this parameter was put there by [`Call::select_custom`]: a selection takes its place.
    starred: Option<&'static str>,
}

impl Request {
    pub(crate) fn get(&self, name: &str) -> Option<&Arg> {
        self.params
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, arg)| arg)
    }

    /// The parameter, set to null if it is not there.
    pub(crate) fn entry(&mut self, name: &str) -> &mut Arg {
        let index = self
            .params
            .iter()
            .position(|(key, _)| key == name)
            .unwrap_or_else(|| {
                self.params.push((Cow::Owned(name.to_owned()), Arg::Null));
                self.params.len() - 1
            });
        // Found or made just now.
        &mut self.params[index].1
    }

    /// The value below a dotted path, objects on the way made as needed.
    pub(crate) fn set_path(&mut self, path: &str, value: Arg) {
        match path.split_once('.') {
            None => *self.entry(path) = value,
            Some((first, rest)) => {
                let nested = rest.rsplit('.').fold(value, |value, key| {
                    Arg::Map(vec![(Cow::Owned(key.to_owned()), value)])
                });
                self.entry(first).deep_merge(nested);
            }
        }
    }

    /// What speaks against sending it.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let refuse = |argument: String, text: String| {
            Err(Error::invalid_argument(self.method.name, argument, text))
        };
        for (name, arg) in &self.params {
            if let Some((path, reason)) = arg.invalid() {
                let argument = if path.is_empty() {
                    name.to_string()
                } else {
                    format!("{name}.{path}")
                };
                return refuse(argument, reason.to_owned());
            }
        }
        let given = |group: &&&[&str]| group.iter().all(|name| self.get(name).is_some());
        let names = |groups: &[&[&str]]| {
            groups
                .iter()
                .map(|group| group.join(" and "))
                .collect::<Vec<_>>()
                .join(", or ")
        };
        let (one_of, any_of) = (self.method.one_of, self.method.any_of);
        if !one_of.is_empty() && one_of.iter().filter(given).count() != 1 {
            return refuse(
                String::new(),
                format!("exactly one of these must be given: {}", names(one_of)),
            );
        }
        if !any_of.is_empty() && !any_of.iter().any(|group| given(&group)) {
            return refuse(
                String::new(),
                format!("at least one of these must be given: {}", names(any_of)),
            );
        }
        Ok(())
    }

    /// The parameters as they are sent: in the method's order and under numbers where it takes them by place.
    pub(crate) fn ordered(&self) -> Cow<'_, [(Cow<'static, str>, Arg)]> {
        let order = self.method.positional;
        if order.is_empty() {
            return Cow::Borrowed(&self.params);
        }
        // Nothing behind the last one that was given; holes before it are null.
        let last = order
            .iter()
            .rposition(|name| self.get(name).is_some())
            .map_or(0, |index| index + 1);
        let args = order.iter().take(last).enumerate();
        Cow::Owned(
            args.map(|(index, name)| {
                (
                    Cow::Owned(index.to_string()),
                    self.get(name).cloned().unwrap_or_default(),
                )
            })
            .collect(),
        )
    }

    fn select(&mut self, name: &'static str, names: Vec<Cow<'static, str>>) {
        if self.starred.take_if(|starred| *starred == name).is_some()
            && let Arg::List(list) = self.entry(name)
        {
            list.retain(|arg| *arg != Arg::Text("*".to_owned()));
        }
        let list = self.entry(name);
        if !matches!(list, Arg::List(_)) {
            *list = Arg::List(Vec::new());
        }
        if let Arg::List(list) = list {
            for name in names {
                let name = Arg::Text(name.into_owned());
                if !list.contains(&name) {
                    list.push(name);
                }
            }
        }
    }

    fn select_custom(
        &mut self,
        name: &'static str,
        camel: bool,
        fields: &[CustomField],
        every: Option<&'static str>,
    ) {
        let mut names: Vec<Cow<'static, str>> = Vec::new();
        if let Some(every) = every {
            names.push(Cow::Borrowed(every));
        } else {
            names.extend(
                fields
                    .iter()
                    .map(|field| Cow::Borrowed(if camel { field.camel } else { field.name })),
            );
        }
        if names.is_empty() {
            return;
        }
        let empty = match self.get(name) {
            None | Some(Arg::Null) => true,
            Some(Arg::List(list)) => list.is_empty(),
            Some(_) => false,
        };
        if empty {
            names.insert(0, Cow::Borrowed("*"));
            self.select(name, names);
            self.starred = Some(name);
        } else {
            let starred = self.starred.take();
            self.select(name, names);
            self.starred = starred;
        }
    }
}

impl<T> Call<T> {
    /// A call without parameters.
    pub const fn new(method: &'static Method) -> Self {
        Self {
            request: Request {
                method,
                params: Vec::new(),
                starred: None,
            },
            of: PhantomData,
        }
    }

    /// With a parameter (see [`set`](Self::set)).
    pub fn arg(mut self, name: &'static str, value: Arg) -> Self {
        self.set(name, value);
        self
    }

    /// With a parameter that is anything a `W` can be made of.
    pub fn param<W>(self, name: &'static str, value: impl IntoArg<W>) -> Self {
        self.arg(name, value.into_arg())
    }

    /// With a parameter that is a list of such.
    pub fn list_param<W>(
        self,
        name: &'static str,
        values: impl IntoIterator<Item = impl IntoArg<W>>,
    ) -> Self {
        self.arg(name, encode::list(values))
    }

    /// Sets a parameter to anything that a `W` can be made of (see [`set`](Self::set)).
    pub fn set_param<W>(&mut self, name: &'static str, value: impl IntoArg<W>) {
        self.set(name, value.into_arg());
    }

    /// Sets a parameter to a list of such.
    pub fn set_list_param<W>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl IntoArg<W>>,
    ) {
        self.set(name, encode::list(values));
    }

    /// Sets a parameter. An object given for a parameter that holds an object is merged into it, what is new wins; anything
    /// else replaces what was there.
    pub fn set(&mut self, name: &'static str, value: Arg) {
        match self.request.params.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => old.merge(value),
            None => self.request.params.push((Cow::Borrowed(name), value)),
        }
    }

    /// Sets a value inside of parameters: `["params", "limit"]`.
    pub fn set_in(&mut self, path: &'static [&'static str], value: Arg) {
        let Some((first, rest)) = path.split_first() else {
            return;
        };
        let nested = rest.iter().rev().fold(value, |value, key| {
            Arg::Map(vec![(Cow::Borrowed(*key), value)])
        });
        match self.request.params.iter_mut().find(|(key, _)| key == first) {
            Some((_, old)) => old.deep_merge(nested),
            None => self.request.params.push((Cow::Borrowed(*first), nested)),
        }
    }

    /// Merges pairs into a parameter that is an object.
    pub fn extend_map(&mut self, name: &'static str, pairs: crate::Pairs) {
        self.set(name, pairs.into_arg());
    }

    /// The parameters that were set, in order.
    #[must_use]
    pub fn params(&self) -> &[(Cow<'static, str>, Arg)] {
        &self.request.params
    }

    /// The method that is called.
    #[must_use]
    pub const fn method(&self) -> &'static Method {
        self.request.method
    }

    /// Adds a condition to a parameter that is a filter.
    pub fn add_condition<E: Entity, S: FieldsOf<E>>(
        &mut self,
        name: &'static str,
        condition: Condition<S>,
    ) {
        filter::add(Style::of::<E>(), self.request.entry(name), condition.node);
    }

    /// Adds a field to a parameter that is an order.
    pub fn add_order<E: Entity, S: FieldsOf<E>>(&mut self, name: &'static str, sorted: Sorted<S>) {
        filter::add_order(
            Style::of::<E>(),
            self.request.entry(name),
            sorted.name,
            sorted.descending,
        );
    }

    /// Adds fields to a parameter that is a selection.
    pub fn add_select<E: Entity>(&mut self, name: &'static str, selection: impl Selection<E>) {
        let mut names = Vec::new();
        selection.names(&mut names);
        self.request.select(name, names);
    }

    /// Adds the custom fields of `C` to a parameter that is a selection. With nothing selected, every plain field is selected
    /// besides, as an omitted selection would do; a later [`add_select`](Self::add_select) takes that back.
    pub fn select_custom<E: Entity, C: CustomFields<E::Custom>>(&mut self, name: &'static str) {
        self.request.select_custom(
            name,
            E::CUSTOM_CAMEL,
            C::FIELDS,
            C::EVERY.then(filter::every_custom::<E>),
        );
    }

    /// The same call with another type for its answer.
    pub fn retype<U>(self) -> Call<U> {
        Call {
            request: self.request,
            of: PhantomData,
        }
    }

    pub(crate) fn into_request(self) -> Request {
        self.request
    }
}

impl<T: Decode> Call<T> {
    /// Sends it. Nothing happens until the future is awaited; dropping it gives up waiting, not what the platform does.
    ///
    /// # Errors
    ///
    /// See [`Error`]. Arguments that cannot be sent are reported before anything is.
    pub fn send(&self, client: &Client) -> Sending<T> {
        client.sending(
            self.request
                .check()
                .and_then(|()| Outgoing::of(&self.request)),
        )
    }
}

impl<T: WithCustom> Call<T> {
    /// Reads custom fields as `C`. Lists have a method of the same name that also selects them.
    pub fn with<C: CustomFields<T::Owner>>(self) -> Call<T::With<C>> {
        self.retype()
    }
}

impl<T> Call<Page<T>> {
    /// From this record on; the platform rounds it down to a page of 50.
    pub fn start(mut self, start: u64) -> Self {
        self.set("start", Arg::Int(i64::try_from(start).unwrap_or(i64::MAX)));
        self
    }
}

impl<T: Decode + Keyed> Call<Page<T>> {
    /// Every record, from this page to the last (see [`ListStream`]).
    pub fn stream(&self, client: &Client) -> ListStream<T> {
        ListStream::by_key(client.clone(), self.request.clone(), T::key)
    }
}

impl<T: Decode> Call<Page<T>> {
    /// Every record, page by page as the platform counts them: for records without a key, or in an order of their own.
    /// Records that come or go meanwhile shift the pages, so that some may come twice or not at all.
    pub fn stream_by_offset(&self, client: &Client) -> ListStream<T> {
        ListStream::by_offset(client.clone(), self.request.clone())
    }
}

// By hand, as derives would ask the same of `T`.
impl<T> Clone for Call<T> {
    fn clone(&self) -> Self {
        Self {
            request: self.request.clone(),
            of: PhantomData,
        }
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.request.method.name)?;
        f.debug_map()
            .entries(self.request.params.iter().map(|(key, value)| (key, value)))
            .finish()
    }
}

/// Makes a tuple struct with a call in field 0 usable as that call.
///
/// ```
/// use bitrix24_client as rt;
///
/// static LIST: rt::Method = rt::Method::read("some.thing.list");
/// pub struct ListRequest(rt::Call<rt::Page<i64>>);
/// rt::request!(ListRequest => rt::Page<i64>);
///
/// let request = ListRequest(rt::Call::new(&LIST));
/// assert_eq!(request.method().name, "some.thing.list");
/// let call: rt::Call<rt::Page<i64>> = request.into();
/// ```
#[macro_export]
macro_rules! request {
    ($name:ident $(<$($param:ident),+ $(,)?>)? => $answer:ty) => {
        impl $(<$($param),+>)? ::core::ops::Deref for $name $(<$($param),+>)? {
            type Target = $crate::Call<$answer>;

            #[inline]
            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl $(<$($param),+>)? ::core::convert::From<$name $(<$($param),+>)?> for $crate::Call<$answer> {
            #[inline]
            fn from(request: $name $(<$($param),+>)?) -> Self {
                request.0
            }
        }
    };
}
