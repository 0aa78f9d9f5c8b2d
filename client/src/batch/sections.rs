//! The sections of a batch's result: `{"result": …, "result_error": …, "result_total": …, "result_next": …}`.
//!
//! They are PHP arrays: `[]` when empty, a list when the keys are exactly 0..n-1, an object otherwise.

use crate::decode::{DecodeError, Entries, Items, Sink, Slot};

/// What a section holds of each command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Result,
    Error,
    Total,
    Next,
    Time,
}

/// Who reads what a section holds of the command with a number.
pub(crate) type Take<'t> =
    &'t mut dyn FnMut(Section, usize, &mut dyn Slot) -> Result<(), DecodeError>;

/// The key of a command.
pub(crate) fn command_key(index: usize) -> String {
    format!("c{index}")
}

/// Reads the sections; `take` gets what a section holds of the command with a number. `first` is the number of the first
/// command of this request.
pub(crate) fn sections(
    slot: &mut dyn Slot,
    first: usize,
    take: Take<'_>,
) -> Result<(), DecodeError> {
    slot.read(&mut Sections { first, take })
}

struct Sections<'t> {
    first: usize,
    take: Take<'t>,
}

impl Sink for Sections<'_> {
    fn expecting(&self) -> &'static str {
        "the result of a batch"
    }

    fn object(&mut self, entries: &mut dyn Entries) -> Result<(), DecodeError> {
        entries.each(&mut |key, slot| {
            let section = match key {
                "result" => Section::Result,
                "result_error" => Section::Error,
                "result_total" => Section::Total,
                "result_next" => Section::Next,
                "result_time" => Section::Time,
                _ => return Ok(()),
            };
            let take = &mut *self.take;
            slot.read(&mut Commands {
                first: self.first,
                take: &mut |index, slot| take(section, index, slot),
            })
        })
    }
}

struct Commands<'t> {
    first: usize,
    take: &'t mut dyn FnMut(usize, &mut dyn Slot) -> Result<(), DecodeError>,
}

impl Sink for Commands<'_> {
    fn expecting(&self) -> &'static str {
        "results of commands"
    }

    fn list(&mut self, items: &mut dyn Items) -> Result<(), DecodeError> {
        items.each(&mut |index, slot| (self.take)(self.first + index, slot))
    }

    fn object(&mut self, entries: &mut dyn Entries) -> Result<(), DecodeError> {
        entries.each(&mut |key, slot| {
            let ours = key.strip_prefix('c').and_then(|number| number.parse().ok());
            // A list with gaps: counted from the first command of the request.
            let index = ours.or_else(|| self.first.checked_add(key.parse::<usize>().ok()?));
            match index {
                Some(index) => (self.take)(index, slot),
                None => Ok(()),
            }
        })
    }
}
