//! One page after the other, as the platform counts them.

use super::plan::{is_behind, keyed, set_cursor};
use super::rows::Sheet;
use crate::call::Request;
use crate::client::{Outgoing, Reply};
use crate::encode::Arg;
use crate::error::Error;
use crate::method::Paging;
use crate::values::Json;

/// Records of a page, where the caller did not say.
const LIMIT: i64 = 50;

pub(super) struct Steps {
    request: Request,
    paging: Paging,
    /// The list is read by this key, in its order.
    cursor: Option<&'static str>,
    /// Where the page that is asked for starts; or its number.
    place: u64,
    /// What it goes on behind.
    after: Option<Arg>,
    /// Key of the last record that was read.
    last: Option<String>,
    /// What the page before was.
    fingerprint: Option<u64>,
}

impl Steps {
    pub(super) fn new(mut request: Request, by_key: bool) -> Result<Self, Error> {
        let paging = request.method.paging;
        let (mut cursor, mut after, mut place) = (None, None, 0);
        match paging {
            Paging::Start { .. } => place = given(&request, "start"),
            Paging::Offset { limit, offset, .. } => {
                if get_path(&request, limit).is_none() {
                    request.set_path(limit, Arg::Int(LIMIT));
                }
                place = given(&request, offset);
            }
            Paging::Last { limit, .. } => {
                if get_path(&request, limit).is_none() {
                    request.set_path(limit, Arg::Int(LIMIT));
                }
            }
            Paging::Page { page } => place = given(&request, page).max(1),
            Paging::Pagination { cursor: Some(key) } if by_key => {
                after = keyed(&mut request, key)?;
                cursor = Some(key);
            }
            Paging::Pagination { .. } => place = given(&request, "pagination.page").max(1),
            Paging::Cursor {
                limit: Some(limit), ..
            } => {
                if get_path(&request, limit).is_none() {
                    request.set_path(limit, Arg::Int(LIMIT));
                }
            }
            Paging::Cursor { .. } => {}
            Paging::None => {
                return Err(Error::paging(
                    request.method.name,
                    "this list does not go on: send the call",
                ));
            }
        }
        Ok(Self {
            request,
            paging,
            cursor,
            place,
            after,
            last: None,
            fingerprint: None,
        })
    }

    pub(super) fn next(&self) -> Result<Outgoing, Error> {
        let mut request = self.request.clone();
        let place = Arg::Int(i64::try_from(self.place).unwrap_or(i64::MAX));
        match (self.paging, self.cursor) {
            (Paging::Start { .. }, _) => request.set_path("start", place),
            (Paging::Offset { offset, .. }, _) => request.set_path(offset, place),
            (Paging::Page { page }, _) => request.set_path(page, place),
            (Paging::Pagination { .. }, Some(key)) => {
                if let Some(after) = self.after.clone() {
                    set_cursor(&mut request, key, after);
                }
            }
            (Paging::Pagination { .. }, None) => request.set_path("pagination.page", place),
            (Paging::Last { after, .. } | Paging::Cursor { after, .. }, _) => {
                if let Some(cursor) = self.after.clone() {
                    request.set_path(after, cursor);
                }
            }
            (Paging::None, _) => {}
        }
        Outgoing::of(&request)
    }

    pub(super) fn read(&mut self, reply: &Reply, rows: &mut dyn Sheet) -> Result<bool, Error> {
        let mut length = 0;
        let (meta, beside) = reply.read(&mut |slot| {
            length = rows.page(slot)?;
            Ok(())
        })?;
        if let Paging::Start { .. } = self.paging {
            if length == 0 {
                return Ok(self.goes_on(meta.total, meta.next));
            }
            return self.counted(rows, meta.total, meta.next);
        }
        if length == 0 {
            return Ok(false);
        }
        // A method that does not know the parameter would give the same page for ever.
        let fingerprint = reply.fingerprint();
        if self.fingerprint.replace(fingerprint) == Some(fingerprint) {
            rows.truncate(0);
            return Err(self.stuck("the same page came twice"));
        }
        match self.paging {
            Paging::Offset { more, .. } => {
                self.place += length as u64;
                Ok(more.is_none() || beside.as_ref().is_none_or(is_true))
            }
            Paging::Page { .. } | Paging::Pagination { .. } if self.cursor.is_none() => {
                self.place += 1;
                Ok(true)
            }
            Paging::Last { .. } | Paging::Pagination { .. } => self.behind(rows),
            Paging::Cursor { .. } => match beside {
                Some(next) if is_true(&next) => {
                    self.after = Some(Arg::Json(next));
                    Ok(true)
                }
                _ => Ok(false),
            },
            _ => Ok(false),
        }
    }

    /// `start`: the platform says where the next page starts, and gives the first page to those who ask for one behind the
    /// last.
    fn counted(
        &mut self,
        rows: &mut dyn Sheet,
        total: Option<u64>,
        next: Option<u64>,
    ) -> Result<bool, Error> {
        if self.place > 0 && total.is_some_and(|total| self.place >= total) {
            rows.truncate(0);
            return Ok(false);
        }
        match next {
            None => Ok(false),
            Some(next) if next > self.place => {
                self.place = next;
                Ok(true)
            }
            Some(next) => {
                rows.truncate(0);
                let text = format!("behind the page at {} comes one at {next}", self.place);
                Err(self.stuck(&text))
            }
        }
    }

    /// Whether there are more behind a page without records: all of its records may be hidden from the caller. Only as long
    /// as both numbers say so, as this must end.
    fn goes_on(&mut self, total: Option<u64>, next: Option<u64>) -> bool {
        match (total, next) {
            (Some(total), Some(next)) if next > self.place && next < total => {
                self.place = next;
                true
            }
            _ => false,
        }
    }

    fn behind(&mut self, rows: &mut dyn Sheet) -> Result<bool, Error> {
        if !rows.keyed() {
            return Err(self.stuck("records have no key to go on behind; read it with `stream`"));
        }
        let (Some(first), Some(last)) = (rows.key(0), rows.key(rows.len().saturating_sub(1)))
        else {
            return Err(self.stuck("a record came without its key"));
        };
        if let Some(before) = &self.last
            && !is_behind(&first, before)
            && self.cursor.is_some()
        {
            rows.truncate(0);
            let text = format!("the list does not go on behind {before}: it came to {first} again");
            return Err(self.stuck(&text));
        }
        self.after = Some(Arg::Text(last.clone()));
        self.last = Some(last);
        Ok(true)
    }

    #[cold]
    fn stuck(&self, text: &str) -> Error {
        Error::paging(self.request.method.name, text)
    }
}

/// Not one of the spellings of nothing.
fn is_true(json: &Json) -> bool {
    match json {
        Json::Null => false,
        Json::Bool(value) => *value,
        Json::Number(number) => number.as_f64() != Some(0.0),
        Json::String(text) => !matches!(text.as_str(), "" | "N" | "0" | "false"),
        Json::Array(list) => !list.is_empty(),
        Json::Object(map) => !map.is_empty(),
    }
}

/// A value below a dotted path.
fn get_path<'r>(request: &'r Request, path: &str) -> Option<&'r Arg> {
    let mut keys = path.split('.');
    let mut arg = request.get(keys.next()?)?;
    for key in keys {
        arg = match arg {
            Arg::Map(map) => map
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, arg)| arg)?,
            _ => return None,
        };
    }
    Some(arg)
}

/// Where the caller wants it to begin.
fn given(request: &Request, path: &str) -> u64 {
    match get_path(request, path) {
        Some(Arg::Int(place)) => u64::try_from(*place).unwrap_or_default(),
        _ => 0,
    }
}
