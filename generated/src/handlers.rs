//! Which events a portal tells an app of, kept in step with what the app handles.

// All of it is `#[inline]`: those who use it compile it, and not everybody who depends on the crate.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::event::{self, EventType};
use crate::ids::UserId;
use crate::{Client, Error, Json};

/// Tells the app that there are new offline events; not an event of the spec's, as every portal has it.
const NEWS: &str = "ONOFFLINEEVENT";

/// The events that a program handles, and where. [`sync`](Self::sync) makes the portal's list of bindings that one: it binds
/// what is missing and unbinds what is handled no more. Call it whenever the program starts.
///
/// ```no_run
/// use bitrix24::{Client, Handlers, event_names};
///
/// # async fn work(app: Client) -> Result<(), bitrix24::Error> {
/// let handlers = Handlers::new("https://app.example.com/events")
///     .on(event_names::CRM_CONTACT_ADD)
///     .on(event_names::CRM_CONTACT_DELETE)
///     .connector("sync")
///     .on_offline(event_names::CRM_DEAL_UPDATE);
/// print!("{}", handlers.compare(&app).await?); // what would be done
/// handlers.sync(&app).await?;
/// # Ok(())
/// # }
/// ```
///
/// Only bindings that are this program's are touched: those of its address, of the addresses that it takes the place of, and,
/// if it names a connector or an offline event, the offline events of its connector.
#[derive(Debug, Clone)]
#[must_use = "nothing is bound until this is compared with the portal"]
pub struct Handlers {
    address: String,
    online: Vec<String>,
    offline: Vec<String>,
    connector: Option<String>,
    user: Option<UserId>,
    news: Option<Duration>,
    former: Vec<String>,
}

impl Handlers {
    /// Of a program that takes posts at this address.
    #[inline]
    pub fn new(address: impl Into<String>) -> Self {
        Self {
            address: address.into(),
            online: Vec::new(),
            offline: Vec::new(),
            connector: None,
            user: None,
            news: None,
            former: Vec::new(),
        }
    }

    /// Handles posts of this event: one of [`event_names`](crate::event_names), in any case.
    #[inline]
    pub fn on(mut self, event: impl Into<String>) -> Self {
        add(&mut self.online, event.into());
        self
    }

    /// Works through what the portal keeps of this event, by [`OfflineEvents`](crate::OfflineEvents).
    #[inline]
    pub fn on_offline(mut self, event: impl Into<String>) -> Self {
        add(&mut self.offline, event.into());
        self.connector.get_or_insert_default();
        self
    }

    /// Offline events are bound with this source key, which keeps queues apart.
    #[inline]
    pub fn connector(mut self, connector: impl Into<String>) -> Self {
        self.connector = Some(connector.into());
        self
    }

    /// The portal posts `ONOFFLINEEVENT` when offline events are there to be fetched, not more often than this. Bindings do not
    /// tell how often that was: a change of it alone is not seen.
    #[inline]
    pub fn news(mut self, at_most_every: Duration) -> Self {
        add(&mut self.online, NEWS.to_owned());
        self.news = Some(at_most_every);
        self
    }

    /// Posts bring the access of this user along, instead of that of whoever caused the event. Wants an administrator.
    pub fn auth_type(mut self, user: impl Into<UserId>) -> Self {
        self.user = Some(user.into());
        self
    }

    /// Takes the place of an address that is handled no more: whatever is bound to it is unbound.
    pub fn instead_of(mut self, address: impl Into<String>) -> Self {
        self.former.push(address.into());
        self
    }

    /// What [`sync`](Self::sync) would do; nothing is changed.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    #[inline]
    pub async fn compare(&self, app: &Client) -> Result<BindingChanges, Error> {
        let bound = event::get().send(app).await?;
        let bound = bound.into_iter().map(Binding::from).collect();
        Ok(self.changes(bound))
    }

    /// Binds what is missing, then unbinds what is too much, and says what that was.
    ///
    /// # Errors
    ///
    /// See [`Error`]. What was done before stays done; calling this again does the rest.
    #[inline]
    pub async fn sync(&self, app: &Client) -> Result<BindingChanges, Error> {
        let changes = self.compare(app).await?;
        // In this order nothing is missed where an address moves; for a moment it may be told twice.
        for binding in &changes.bind {
            if let Err(error) = self.bind(binding, app).await {
                // A call that was repeated as its answer got lost is refused: it is bound already.
                let missing = self.compare(app).await?.bind;
                if missing.contains(binding) {
                    return Err(error);
                }
            }
        }
        for binding in &changes.unbind {
            self.unbind(binding, app).await?;
        }
        Ok(changes)
    }

    #[inline]
    fn changes(&self, bound: Vec<Binding>) -> BindingChanges {
        let wanted = self.wanted();
        let is = |bound: &Binding, wanted: &Binding| match (&bound.target, &wanted.target) {
            (
                Target::Address { handler, user },
                Target::Address {
                    handler: our_handler,
                    user: our_user,
                },
            ) => {
                // Without a wish, any user will do: who is no administrator can only bind for himself.
                let user =
                    our_user.is_none() || user.unwrap_or_default() == our_user.unwrap_or_default();
                bound.event == wanted.event && handler == our_handler && user
            }
            _ => bound == wanted,
        };
        let bind = wanted
            .iter()
            .filter(|wanted| !bound.iter().any(|bound| is(bound, wanted)));
        let bind = bind.cloned().collect();
        let unbind = bound.into_iter().filter(|bound| {
            self.owns(&bound.target) && !wanted.iter().any(|wanted| is(bound, wanted))
        });
        BindingChanges {
            bind,
            unbind: unbind.collect(),
        }
    }

    #[inline]
    fn wanted(&self) -> Vec<Binding> {
        let online = self.online.iter().map(|event| Binding {
            event: event.clone(),
            target: Target::Address {
                handler: self.address.clone(),
                user: self.user,
            },
        });
        let offline = self.offline.iter().map(|event| Binding {
            event: event.clone(),
            target: Target::Queue {
                connector: self.connector.clone().unwrap_or_default(),
            },
        });
        online.chain(offline).collect()
    }

    #[inline]
    fn owns(&self, target: &Target) -> bool {
        match target {
            Target::Address { handler, .. } => {
                *handler == self.address || self.former.contains(handler)
            }
            Target::Queue { connector } => self.connector.as_ref() == Some(connector),
        }
    }

    #[inline]
    async fn bind(&self, binding: &Binding, app: &Client) -> Result<(), Error> {
        let mut bind = match &binding.target {
            Target::Address { handler, user } => {
                let bind = event::bind(&*binding.event, handler.as_str());
                match user {
                    Some(user) => bind.auth_type(*user),
                    None => bind,
                }
            }
            Target::Queue { connector } => {
                // Offline events have no address; the parameter is asked for all the same.
                let bind = event::bind(&*binding.event, "").event_type(EventType::Offline);
                if connector.is_empty() {
                    bind
                } else {
                    bind.auth_connector(connector.as_str())
                }
            }
        };
        if let (NEWS, Some(pause)) = (&*binding.event, self.news) {
            let seconds = Json::from(pause.as_secs());
            bind = bind.options(BTreeMap::from([("minTimeout".to_owned(), seconds)]));
        }
        bind.send(app).await
    }

    #[inline]
    async fn unbind(&self, binding: &Binding, app: &Client) -> Result<(), Error> {
        let unbind = match &binding.target {
            Target::Address { handler, user } => {
                let unbind = event::unbind(&*binding.event, handler.as_str());
                // The user is named only where another one's binding stays: whoever is no administrator may not name even
                // himself.
                let stays = *handler == self.address && self.online.contains(&binding.event);
                match user {
                    Some(user) if stays => unbind.auth_type(*user),
                    _ => unbind,
                }
            }
            Target::Queue { connector } => {
                let unbind = event::unbind(&*binding.event, "").event_type(EventType::Offline);
                if connector.is_empty() {
                    unbind
                } else {
                    unbind.auth_connector(connector.as_str())
                }
            }
        };
        unbind.send(app).await.map(|_| ())
    }
}

#[inline]
fn add(events: &mut Vec<String>, event: String) {
    let event = event.to_ascii_uppercase();
    if !events.contains(&event) {
        events.push(event);
    }
}

/// An event, and who is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Binding {
    /// Name of the event, in upper case.
    pub event: String,
    /// Who is told.
    pub target: Target,
}

/// Who is told of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// It is posted.
    Address {
        /// Where to.
        handler: String,
        /// Whose access comes along; nobody's or nought's is that of whoever caused the event.
        user: Option<UserId>,
    },
    /// It is kept until it is asked for.
    Queue {
        /// Source key, "" for none.
        connector: String,
    },
}

impl From<event::get::Output> for Binding {
    #[inline]
    fn from(bound: event::get::Output) -> Self {
        let target = if bound.offline == Some(true) {
            Target::Queue {
                connector: bound.connector_id.unwrap_or_default(),
            }
        } else {
            Target::Address {
                handler: bound.handler.unwrap_or_default(),
                user: bound.auth_type,
            }
        };
        Self {
            event: bound.event.to_ascii_uppercase(),
            target,
        }
    }
}

/// `ONCRMCONTACTADD https://app.example.com/events`, or `… offline (sync)`.
impl fmt::Display for Binding {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let event = &self.event;
        match &self.target {
            Target::Address { handler, user } => match user.filter(|user| user.get() != 0) {
                Some(user) => write!(f, "{event} {handler} as user {user}"),
                None => write!(f, "{event} {handler}"),
            },
            Target::Queue { connector } if connector.is_empty() => write!(f, "{event} offline"),
            Target::Queue { connector } => write!(f, "{event} offline ({connector})"),
        }
    }
}

/// What makes a portal's bindings those that a program handles. Shown a line each, `+` for those that are bound and `-` for
/// those that are unbound.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct BindingChanges {
    /// Bound anew.
    pub bind: Vec<Binding>,
    /// Unbound.
    pub unbind: Vec<Binding>,
}

impl BindingChanges {
    /// The portal tells of what the program handles, and of nothing else.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bind.is_empty() && self.unbind.is_empty()
    }
}

impl fmt::Display for BindingChanges {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for binding in &self.bind {
            writeln!(f, "+ {binding}")?;
        }
        for binding in &self.unbind {
            writeln!(f, "- {binding}")?;
        }
        Ok(())
    }
}
