//! A call as a plain value: a method and its parameters.

mod request;

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

pub(crate) use self::request::Request;
use crate::client::{Client, Outgoing, Sending};
use crate::custom::CustomFields;
use crate::decode::Decode;
use crate::encode::{self, Arg, IntoArg};
use crate::entity::{Entity, FieldsOf, Keyed, WithCustom};
use crate::error::Error;
use crate::filter::{self, Condition, Selection, Sorted, Style};
use crate::method::Method;
use crate::owner::IntoOwner;
use crate::page::Page;
use crate::stream::{ListStream, Ranges};

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

impl<T> Call<T> {
    /// A call without parameters.
    pub const fn new(method: &'static Method) -> Self {
        Self {
            request: Request::new(method),
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

    /// With two parameters that tell together which record something belongs to.
    pub fn owner<K>(
        mut self,
        kind: &'static str,
        id: &'static str,
        owner: impl IntoOwner<K>,
    ) -> Self {
        self.set_owner(kind, id, owner);
        self
    }

    /// Sets two parameters that tell together which record something belongs to.
    pub fn set_owner<K>(&mut self, kind: &'static str, id: &'static str, owner: impl IntoOwner<K>) {
        let (kind_value, id_value) = owner.into_owner();
        self.set(kind, kind_value);
        self.set(id, id_value);
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

    /// [`set`](Self::set) with a name that was made up at run time.
    pub fn set_named(&mut self, name: String, value: Arg) {
        *self.request.entry(&name) = value;
    }

    /// Sets a value inside of parameters: `["params", "limit"]`. What stands beside it stays.
    pub fn set_in(&mut self, path: &'static [&'static str], value: Arg) {
        let Some((first, rest)) = path.split_first() else {
            return;
        };
        self.request.entry(first).put(rest.iter().copied(), value);
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

    /// A call out of its parts.
    pub(crate) const fn of(request: Request) -> Self {
        Self {
            request,
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
    /// See [`Error`](crate::Error). Arguments that cannot be sent are reported before anything is.
    pub fn send(&self, client: &Client) -> Sending<T> {
        send(client, &self.request)
    }
}

/// Sends a call whose answer is a `T`.
pub(crate) fn send<T: Decode>(client: &Client, request: &Request) -> Sending<T> {
    client.sending(request.check().and_then(|()| Outgoing::of(request)))
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

    /// The same in several ranges of the key at once, `ranges` of them at most: quicker where the portal is far away, and no
    /// cheaper for its limits. Records come in no order.
    ///
    /// It costs two more requests, for the first and the last key. Lists that cannot be divided (an order of the caller's, an
    /// upper bound on the key, no key that is a number) are read as by [`stream`](Self::stream).
    pub fn stream_ranges(&self, client: &Client, ranges: usize) -> Ranges<T>
    where
        T: Send + 'static,
    {
        Ranges::new(client.clone(), self.request.clone(), ranges)
    }

    /// Every record at once.
    ///
    /// # Errors
    ///
    /// That of a page: a part of the list is never taken for all of it.
    pub async fn all(&self, client: &Client) -> Result<Vec<T>, Error> {
        self.stream(client).try_collect().await
    }
}

impl<T: Decode> Call<Page<T>> {
    /// The first record, if there is one.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn first(&self, client: &Client) -> Result<Option<T>, Error> {
        Ok(self.send(client).await?.items.into_iter().next())
    }

    /// How many records there are in all.
    ///
    /// # Errors
    ///
    /// [`Error::Paging`] if the method does not say so, besides those of the call.
    pub async fn count(&self, client: &Client) -> Result<u64, Error> {
        let page = self.send(client).await?;
        let silent = || Error::paging(self.method().name, "the list does not tell how long it is");
        page.total.ok_or_else(silent)
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
