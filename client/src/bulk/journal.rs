//! What became of calls, on the disk: a line for what goes out before it does, and one for each outcome.

use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use serde_json::{Value, json};

use crate::error::Error;

pub(super) struct Journal {
    file: BufWriter<File>,
    done: HashMap<u64, Value>,
    under_way: HashSet<u64>,
}

/// What is known of a call from before.
pub(super) enum Known {
    /// It answered this.
    Done(Value),
    /// It was sent, and nothing more is known.
    UnderWay,
}

fn unwritable(error: io::Error) -> Error {
    Error::transport("journal", error)
}

impl Journal {
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        Self::read(path).map_err(unwritable)
    }

    fn read(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        let mut file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        let (mut done, mut under_way) = (HashMap::new(), HashSet::new());
        let mut whole = 0;
        let mut reader = BufReader::new(&mut file);
        let mut line = Vec::new();
        loop {
            line.clear();
            let length = reader.read_until(b'\n', &mut line)?;
            // A line that was not finished says nothing: what it was about to say did not get out.
            if length == 0 || line.last() != Some(&b'\n') {
                break;
            }
            let Ok(entry) = serde_json::from_slice::<Value>(&line) else {
                let text = format!("{} is not a journal", path.display());
                return Err(io::Error::new(io::ErrorKind::InvalidData, text));
            };
            let place = |name: &str| entry.get(name).and_then(Value::as_u64);
            if let Some(sent) = entry.get("sent").and_then(Value::as_array) {
                under_way.extend(sent.iter().filter_map(Value::as_u64));
            } else if let Some(place) = place("done") {
                under_way.remove(&place);
                done.insert(place, entry.get("answer").cloned().unwrap_or_default());
            } else if let Some(place) = place("failed") {
                under_way.remove(&place);
            }
            whole += length as u64;
        }
        drop(reader);
        file.set_len(whole)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self {
            file: BufWriter::new(file),
            done,
            under_way,
        })
    }

    /// What is known of a call; it is told once.
    pub(super) fn known(&mut self, place: u64) -> Option<Known> {
        if let Some(answer) = self.done.remove(&place) {
            return Some(Known::Done(answer));
        }
        self.under_way.remove(&place).then_some(Known::UnderWay)
    }

    /// Before anything of it is sent.
    pub(super) fn under_way(&mut self, places: impl Iterator<Item = u64>) -> Result<(), Error> {
        self.line(&json!({ "sent": places.collect::<Vec<_>>() }))?;
        self.keep()
    }

    pub(super) fn done(&mut self, place: u64, answer: &Value) -> Result<(), Error> {
        self.line(&json!({ "done": place, "answer": answer }))
    }

    /// It was not carried out, and is sent again by the next run.
    pub(super) fn failed(&mut self, place: u64) -> Result<(), Error> {
        self.line(&json!({ "failed": place }))
    }

    fn line(&mut self, entry: &Value) -> Result<(), Error> {
        writeln!(self.file, "{entry}").map_err(unwritable)
    }

    /// Onto the disk.
    pub(super) fn keep(&mut self) -> Result<(), Error> {
        let flushed = self.file.flush();
        flushed
            .and_then(|()| self.file.get_ref().sync_data())
            .map_err(unwritable)
    }
}
