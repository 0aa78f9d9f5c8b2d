//! A list in several ranges of its key at once.

use std::fmt;

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::ListStream;
use crate::call::Request;
use crate::client::{Client, Outgoing};
use crate::decode::{Decode, list, read};
use crate::encode::Arg;
use crate::entity::Keyed;
use crate::error::Error;
use crate::method::Paging;

/// Records that wait for the caller at most, besides those of the replies that are being read.
const WAITING: usize = 500;

/// Every record of a list, read in several ranges of the key at once; records come in no order.
///
/// As with [`ListStream`], an error ends it, and an end without an error means that the list is complete.
#[must_use = "it does nothing until it is read"]
pub struct Ranges<T> {
    plan: Option<(Client, Request, usize)>,
    rows: Option<mpsc::Receiver<Result<T, Error>>>,
    /// Dropping them stops what still runs.
    tasks: JoinSet<()>,
}

impl<T: Decode + Keyed + Send + 'static> Ranges<T> {
    pub(crate) fn new(client: Client, request: Request, ranges: usize) -> Self {
        Self {
            plan: Some((client, request, ranges.max(1))),
            rows: None,
            tasks: JoinSet::new(),
        }
    }

    /// The next record; `None` after the last.
    ///
    /// # Errors
    ///
    /// That of a page; what other ranges have is lost then.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        if let Some((client, request, ranges)) = self.plan.take() {
            let (give, rows) = mpsc::channel(WAITING);
            self.rows = Some(rows);
            for part in divide(&client, &request, ranges).await? {
                let stream = ListStream::by_key(client.clone(), part, T::key);
                self.tasks.spawn(hand_on(stream, give.clone()));
            }
        }
        let Some(rows) = &mut self.rows else {
            return Ok(None);
        };
        match rows.recv().await {
            Some(Ok(row)) => Ok(Some(row)),
            Some(Err(error)) => {
                self.rows = None;
                self.tasks.abort_all();
                Err(error)
            }
            None => Ok(None),
        }
    }

    /// All records.
    ///
    /// # Errors
    ///
    /// That of a page.
    pub async fn try_collect(mut self) -> Result<Vec<T>, Error> {
        let mut rows = Vec::new();
        while let Some(row) = self.try_next().await? {
            rows.push(row);
        }
        Ok(rows)
    }
}

async fn hand_on<T: Decode>(mut stream: ListStream<T>, give: mpsc::Sender<Result<T, Error>>) {
    loop {
        let row = match stream.try_next().await {
            Ok(Some(row)) => Ok(row),
            Ok(None) => return,
            Err(error) => Err(error),
        };
        let over = row.is_err();
        // Nobody listens any more: the caller has seen enough.
        if give.send(row).await.is_err() || over {
            return;
        }
    }
}

impl<T> fmt::Debug for Ranges<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ranges")
    }
}

/// The list in ranges of its key; itself where it cannot be divided.
async fn divide(client: &Client, request: &Request, ranges: usize) -> Result<Vec<Request>, Error> {
    let [filter, order, _] = request.method.list_names;
    let whole = || Ok(vec![request.clone()]);
    let Paging::Start { cursor: Some(key) } = request.method.paging else {
        return whole();
    };
    let bounds = [format!("<{key}"), format!("<={key}")];
    let bound = |name: &str| match request.get(filter) {
        Some(Arg::Map(entries)) => entries.iter().any(|(entry, _)| entry == name),
        None | Some(Arg::Null) => false,
        // Conditions in another form are not looked into.
        Some(_) => true,
    };
    if ranges < 2 || request.get(order).is_some() || bounds.iter().any(|name| bound(name)) {
        return whole();
    }
    let (Some(first), Some(last)) = (
        end(client, request, key, "ASC").await?,
        end(client, request, key, "DESC").await?,
    ) else {
        return whole();
    };
    let count = i64::try_from(ranges).unwrap_or(i64::MAX);
    let Some(step) = last
        .checked_sub(first)
        .and_then(|all| (all / count).checked_add(1))
    else {
        return whole();
    };
    // A lower bound of the caller's own is kept in the first range, and lies before the others.
    let lowest = format!(">{key}");
    let mut parts = Vec::new();
    let mut low = first - 1;
    while low < last {
        let high = low.saturating_add(step).min(last);
        let mut part = request.clone();
        let mut entries = match std::mem::take(part.entry(filter)) {
            Arg::Map(entries) => entries,
            _ => Vec::new(),
        };
        entries.retain(|(entry, _)| *entry != lowest);
        entries.push((lowest.clone().into(), Arg::Int(low)));
        // Records that are made meanwhile belong to the list: the last range has no end.
        if high < last {
            entries.push((format!("<={key}").into(), Arg::Int(high)));
        }
        *part.entry(filter) = Arg::Map(entries);
        parts.push(part);
        low = high;
    }
    Ok(parts)
}

/// The first or the last key of a list, where keys are numbers.
async fn end(
    client: &Client,
    request: &Request,
    key: &'static str,
    direction: &str,
) -> Result<Option<i64>, Error> {
    let [_, order, select] = request.method.list_names;
    let mut request = request.clone();
    *request.entry(order) = Arg::Map(vec![(key.into(), Arg::Text(direction.to_owned()))]);
    *request.entry(select) = Arg::List(vec![Arg::Text(key.to_owned())]);
    *request.entry("start") = Arg::Int(-1);
    let reply = client.exchange(Outgoing::of(&request)).await?;
    let mut found = None;
    reply.read(&mut |slot| {
        list(slot, &mut |slot| {
            let row: crate::Json = read(slot)?;
            if found.is_none() {
                found = row.get(key).and_then(|value| match value {
                    crate::Json::String(text) => text.parse().ok(),
                    value => value.as_i64(),
                });
            }
            Ok(())
        })
        .map(drop)
    })?;
    Ok(found)
}
