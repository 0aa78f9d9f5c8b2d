//! Pages chained by the key of their last record: 50 pages of 50 records in one request.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::plan::{is_behind, keyed, set_cursor};
use super::rows::Sheet;
use crate::batch::{MOST, Section, command, command_key, envelope, read_refusal, sections};
use crate::call::Request;
use crate::client::{Outgoing, Reply, read_time, walk};
use crate::decode::{DecodeError, Slot, with_slice};
use crate::encode::Arg;
use crate::error::{Error, Refusal, classify};
use crate::method::Effect;

/// Records of a page.
const PAGE: usize = 50;

pub(super) struct Chain {
    /// Without its cursor.
    request: Request,
    key: &'static str,
    /// What the next page goes on behind.
    cursor: Option<Arg>,
    /// The same, once it is the key of a record that was read.
    last: Option<String>,
    first: bool,
}

impl Chain {
    pub(super) fn new(mut request: Request, key: &'static str) -> Result<Self, Error> {
        // A counted start and a cursor do not go together; -1 spares the platform the counting.
        *request.entry("start") = Arg::Int(-1);
        let cursor = keyed(&mut request, key)?;
        Ok(Self {
            request,
            key,
            cursor,
            last: None,
            first: true,
        })
    }

    /// Key of the last record that was read.
    pub(super) fn cursor(&self) -> Option<&str> {
        self.last.as_deref()
    }

    pub(super) fn next(&self) -> Result<Outgoing, Error> {
        if self.first {
            return Outgoing::of(&self.page(self.cursor.clone()));
        }
        let commands = (0..MOST).map(|index| {
            let cursor = match index.checked_sub(1) {
                None => self.cursor.clone(),
                Some(before) => Some(Arg::Reference(self.last_of(before))),
            };
            (Cow::Owned(command_key(index)), command(&self.page(cursor)))
        });
        // Behind a page that fails, references lead nowhere: nothing more should be run.
        let methods = vec![self.request.method.name];
        Ok(envelope(commands.collect(), methods, Effect::Read, true))
    }

    fn page(&self, cursor: Option<Arg>) -> Request {
        let mut request = self.request.clone();
        if let Some(cursor) = cursor {
            set_cursor(&mut request, self.key, cursor);
        }
        request
    }

    /// `$result[c0][items][49][id]`
    fn last_of(&self, command: usize) -> String {
        let mut reference = format!("$result[{}]", command_key(command));
        for key in self.request.method.unwrap {
            reference.push_str(&format!("[{key}]"));
        }
        reference + &format!("[{}][{}]", PAGE - 1, self.key)
    }

    pub(super) fn read(&mut self, reply: &Reply, rows: &mut dyn Sheet) -> Result<bool, Error> {
        if self.first {
            self.first = false;
            let mut length = 0;
            reply.read(&mut |slot| {
                length = rows.page(slot)?;
                Ok(())
            })?;
            return self.advance(rows, 0, length);
        }
        let pages = self.pages(reply, rows)?;
        let mut begin = 0;
        for page in pages {
            let length = match page {
                Page::Read(length) => length,
                Page::Missing(refusal) => {
                    rows.truncate(begin);
                    return Err(self.failed(reply, refusal));
                }
            };
            match self.advance(rows, begin, length) {
                Ok(true) => begin += length,
                // What is behind a short page was asked for with a reference to nothing.
                Ok(false) => {
                    rows.truncate(begin + length);
                    return Ok(false);
                }
                Err(error) => {
                    rows.truncate(begin);
                    return Err(error);
                }
            }
        }
        Ok(true)
    }

    /// The pages of a batch, up to the first that is short or missing.
    fn pages(&self, reply: &Reply, rows: &mut dyn Sheet) -> Result<Vec<Page>, Error> {
        let method = self.request.method;
        let mut pages: Vec<Page> = Vec::new();
        let mut early: BTreeMap<usize, Box<RawValue>> = BTreeMap::new();
        let mut refusals: BTreeMap<usize, Refusal> = BTreeMap::new();
        let mut page = |slot: &mut dyn Slot, pages: &mut Vec<Page>| {
            let mut length = 0;
            walk(slot, method.unwrap, None, &mut None, &mut |slot| {
                length = rows.page(slot)?;
                Ok(())
            })?;
            pages.push(Page::Read(length));
            Ok(())
        };
        let read = reply.read(&mut |slot| {
            sections(slot, 0, &mut |section, index, slot| {
                match section {
                    Section::Error => drop(refusals.insert(index, read_refusal(slot)?)),
                    // What is behind a short page was asked for with a reference to nothing.
                    Section::Result if is_short(pages.last()) => {}
                    Section::Result if index == pages.len() => page(slot, &mut pages)?,
                    // Objects have no order to rely on: kept until those before it have come.
                    Section::Result => drop(early.insert(index, slot.raw()?)),
                    Section::Time => {
                        if let Some(time) = read_time(slot)? {
                            reply.observe(method.name, &time);
                        }
                    }
                    Section::Total | Section::Next => {}
                }
                Ok(())
            })
        });
        // It is the list that cannot be read, whatever it was sent in.
        let unreadable = |error| Error::decode(method.name, error);
        read.map_err(|error| match error {
            Error::Decode { source, .. } => unreadable(source),
            error => error,
        })?;
        while !is_short(pages.last())
            && let Some(raw) = early.remove(&pages.len())
        {
            let at = |error: DecodeError, index| {
                error
                    .at_key(&command_key(index))
                    .at_key("result")
                    .at_key("result")
            };
            let index = pages.len();
            with_slice(raw.get().as_bytes(), &mut |slot| page(slot, &mut pages))
                .map_err(|error| unreadable(at(error, index)))?;
        }
        if pages.len() < MOST && !is_short(pages.last()) {
            pages.push(Page::Missing(refusals.remove(&pages.len())));
        }
        Ok(pages)
    }

    /// Goes on behind a page; `false` if it was the last.
    fn advance(&mut self, rows: &dyn Sheet, begin: usize, length: usize) -> Result<bool, Error> {
        let method = self.request.method.name;
        if length == 0 {
            return Ok(false);
        }
        let without = || {
            Error::paging(
                method,
                format!("a record came without its key {}", self.key),
            )
        };
        let first = rows.key(begin).ok_or_else(without)?;
        let last = rows.key(begin + length - 1).ok_or_else(without)?;
        if let Some(before) = &self.last
            && !is_behind(&first, before)
        {
            let text = format!(
                "the list does not go on behind {} {before}: it came to {first} again",
                self.key
            );
            return Err(Error::paging(method, text));
        }
        if length > PAGE {
            let text = format!(
                "a page of {length} records came where {PAGE} make a page: the list cannot be read by its key"
            );
            return Err(Error::paging(method, text));
        }
        self.cursor = Some(Arg::Text(last.clone()));
        self.last = Some(last);
        Ok(length == PAGE)
    }

    #[cold]
    fn failed(&self, reply: &Reply, refusal: Option<Refusal>) -> Error {
        let method = self.request.method;
        match refusal {
            Some(refusal) => classify(
                method.name,
                method.errors,
                reply.redacted(refusal),
                None,
                None,
            ),
            None => Error::paging(method.name, "a page is missing from the reply"),
        }
    }
}

enum Page {
    /// So many records.
    Read(usize),
    Missing(Option<Refusal>),
}

fn is_short(page: Option<&Page>) -> bool {
    matches!(page, Some(Page::Read(length)) if *length < PAGE)
}
