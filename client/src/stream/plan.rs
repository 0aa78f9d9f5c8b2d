//! Which way a list is read.

use super::chain::Chain;
use super::rows::Sheet;
use super::steps::Steps;
use crate::call::Request;
use crate::client::{Outgoing, Reply};
use crate::encode::Arg;
use crate::error::Error;
use crate::method::Paging;

/// What is asked for next.
pub(super) enum Plan {
    /// Pages chained by the key of their last record.
    Chain(Chain),
    /// One page after the other.
    Steps(Steps),
    /// Nothing: the plan itself failed.
    Nothing,
}

impl Plan {
    pub(super) fn by_key(request: Request) -> Result<Self, Error> {
        request.check()?;
        let [_, order, _] = request.method.list_names;
        // The order of the key would be another than the caller's.
        let ordered = request.get(order).is_some_and(|order| !is_empty(order));
        let counted = matches!(request.get("start"), Some(Arg::Int(start)) if *start > 0);
        // Such a text cannot stand in a batch, and so not in a chain.
        let refers = request
            .params
            .iter()
            .any(|(_, arg)| arg.looks_like_a_reference());
        match request.method.paging {
            Paging::Start { cursor: Some(key) } if !ordered && !counted && !refers => {
                Chain::new(request, key).map(Self::Chain)
            }
            _ => Self::steps(request, !ordered),
        }
    }

    pub(super) fn by_offset(request: Request) -> Result<Self, Error> {
        request.check()?;
        Self::steps(request, false)
    }

    fn steps(request: Request, keyed: bool) -> Result<Self, Error> {
        Steps::new(request, keyed).map(Self::Steps)
    }

    pub(super) fn next(&mut self) -> Result<Outgoing, Error> {
        match self {
            Self::Chain(chain) => chain.next(),
            Self::Steps(steps) => steps.next(),
            Self::Nothing => Err(Error::paging("list", "the list cannot be read")),
        }
    }

    /// Key of the last record that was read, where the list is read by key.
    pub(super) fn cursor(&self) -> Option<&str> {
        match self {
            Self::Chain(chain) => chain.cursor(),
            Self::Steps(_) | Self::Nothing => None,
        }
    }

    /// Reads a reply, and says whether there may be more.
    pub(super) fn read(&mut self, reply: &Reply, rows: &mut dyn Sheet) -> Result<bool, Error> {
        match self {
            Self::Chain(chain) => chain.read(reply, rows),
            Self::Steps(steps) => steps.read(reply, rows),
            Self::Nothing => Ok(false),
        }
    }
}

fn is_empty(arg: &Arg) -> bool {
    match arg {
        Arg::Null => true,
        Arg::Map(map) => map.is_empty(),
        Arg::List(list) => list.is_empty(),
        Arg::Json(json) => json.as_object().is_some_and(serde_json::Map::is_empty),
        _ => false,
    }
}

/// A request with an order by the key, the key among what is selected, and room for the cursor; and the cursor that the
/// caller began with.
pub(super) fn keyed(request: &mut Request, key: &'static str) -> Result<Option<Arg>, Error> {
    let [filter, order, select] = request.method.list_names;
    *request.entry(order) = Arg::Map(vec![(key.into(), Arg::Text("ASC".to_owned()))]);
    if let Some(Arg::List(_)) = request.get(select)
        && let Arg::List(list) = request.entry(select)
        && !list.is_empty()
        && !list.iter().any(
            |arg| matches!(arg, Arg::Text(name) if name == "*" || name.eq_ignore_ascii_case(key)),
        )
    {
        list.push(Arg::Text(key.to_owned()));
    }
    let filter = request.entry(filter);
    let triples = matches!(filter, Arg::List(_));
    if triples {
        return Ok(cursor_of_triples(filter, key));
    }
    let entries = match std::mem::take(filter) {
        Arg::Null => Vec::new(),
        other => other
            .into_entries()
            .map_err(|_| Error::paging(request.method.name, "the filter is no object"))?,
    };
    let name = format!(">{key}");
    let (cursor, others): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|(entry, _)| *entry == name);
    *request.entry(request.method.list_names[0]) = Arg::Map(others);
    Ok(cursor.into_iter().next().map(|(_, value)| value))
}

fn cursor_of_triples(filter: &mut Arg, key: &str) -> Option<Arg> {
    let Arg::List(list) = filter else { return None };
    let is_cursor = |arg: &Arg| match arg {
        Arg::List(triple) => {
            matches!(triple.as_slice(), [Arg::Text(name), Arg::Text(op), _] if name == key && op == ">")
        }
        _ => false,
    };
    let index = list.iter().position(is_cursor)?;
    match list.remove(index) {
        Arg::List(mut triple) => triple.pop(),
        _ => None,
    }
}

/// Puts the cursor into a request that [`keyed`] has made ready.
pub(super) fn set_cursor(request: &mut Request, key: &str, value: Arg) {
    let [filter, ..] = request.method.list_names;
    let triples = request.method.rest == 3;
    let filter = request.entry(filter);
    match filter {
        Arg::List(list) => list.push(triple(key, value)),
        filter if triples => *filter = Arg::List(vec![triple(key, value)]),
        Arg::Map(entries) => entries.push((format!(">{key}").into(), value)),
        filter => *filter = Arg::Map(vec![(format!(">{key}").into(), value)]),
    }
}

fn triple(key: &str, value: Arg) -> Arg {
    Arg::List(vec![
        Arg::Text(key.to_owned()),
        Arg::Text(">".to_owned()),
        value,
    ])
}

/// Whether a key is behind another: as numbers where both are, else just another one.
pub(super) fn is_behind(key: &str, before: &str) -> bool {
    match (key.parse::<i64>(), before.parse::<i64>()) {
        (Ok(key), Ok(before)) => key > before,
        _ => key != before,
    }
}
