//! What stands around an answer: `{"result": …, "total": 2, "next": 50, "time": {…}}`, or `{"error": …}`.

use std::time::Duration;

use crate::decode::{
    Decode, DecodeError, Entries, JsonSlot, Meta, Object, Sink, Slot, from_json, object,
    read as value, with_slice,
};
use crate::error::Refusal;
use crate::values::Json;

/// Who reads the answer.
type Take<'t> = &'t mut dyn FnMut(&mut dyn Slot) -> Result<(), DecodeError>;

/// What stands beside a list and says how it goes on.
pub(crate) type Meanwhile = Option<Json>;

/// All but the answer.
#[derive(Default)]
pub(super) struct Head {
    pub(super) meta: Meta,
    pub(super) time: Time,
    pub(super) meanwhile: Meanwhile,
    /// A result came.
    pub(super) answered: bool,
    /// An error came that is not null.
    failed: bool,
    refusal: Refusal,
}

impl Head {
    /// The refusal, if this is one: `error` is often `""`, so that it only counts as none where there is a result.
    pub(super) fn refusal(&mut self) -> Option<Refusal> {
        let failed = self.failed && !(self.answered && self.refusal.code.is_empty());
        failed.then(|| std::mem::take(&mut self.refusal))
    }
}

/// How long the platform took, in seconds.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Time {
    pub(super) duration: Option<f64>,
    pub(super) operating: Option<f64>,
    /// When it was done, and when some of the working time is forgotten, by the portal's clock.
    finish: Option<f64>,
    reset_at: Option<f64>,
}

impl Time {
    /// Working time that was used, and how long until some of it is forgotten: by the portal's clock alone, so that it does
    /// not matter what time it is here.
    pub(super) fn working(&self) -> Option<(f64, Duration)> {
        let (used, reset_at, finish) = (self.operating?, self.reset_at?, self.finish?);
        let reset_in = Duration::try_from_secs_f64(reset_at - finish);
        Some((used, reset_in.unwrap_or_default().min(WINDOW)))
    }
}

/// Working time is never remembered for longer.
const WINDOW: Duration = Duration::from_secs(600);

impl Object for Time {
    fn set(&mut self, key: &str, slot: &mut dyn Slot) -> Result<bool, DecodeError> {
        let target = match key {
            "duration" => &mut self.duration,
            "operating" => &mut self.operating,
            "finish" => &mut self.finish,
            "operating_reset_at" => &mut self.reset_at,
            _ => return Ok(false),
        };
        *target = value::<Option<String>>(slot)?.and_then(|text| text.parse().ok());
        Ok(true)
    }
}

impl Decode for Time {
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        object(slot)
    }
}

/// What is said of a command's time; nothing where that makes no sense.
pub(crate) fn read_time(slot: &mut dyn Slot) -> Result<Option<Time>, DecodeError> {
    // Only for the limits and the log: not worth an error.
    Ok(from_json(&slot.json()?).ok())
}

/// Reads a reply.
pub(super) fn read(
    bytes: &[u8],
    unwrap: &[&str],
    beside: Option<&str>,
    head: &mut Head,
    take: Take<'_>,
) -> Result<(), DecodeError> {
    with_slice(bytes, &mut |slot| {
        slot.read(&mut Top {
            unwrap,
            beside,
            head: &mut *head,
            take: Some(&mut *take),
        })
    })
}

/// The refusal in a reply, if there is one; whatever else is wrong with it.
pub(super) fn refusal(bytes: &[u8]) -> Option<Refusal> {
    let mut head = Head::default();
    let read = with_slice(bytes, &mut |slot| {
        slot.read(&mut Top {
            unwrap: &[],
            beside: None,
            head: &mut head,
            take: None,
        })
    });
    // A reply that breaks off behind its error still says what it says.
    let _ = read;
    head.refusal()
}

struct Top<'t> {
    unwrap: &'t [&'t str],
    beside: Option<&'t str>,
    head: &'t mut Head,
    /// `None`: the answer is passed over.
    take: Option<Take<'t>>,
}

impl Sink for Top<'_> {
    fn expecting(&self) -> &'static str {
        "a reply of the platform"
    }

    fn object(&mut self, entries: &mut dyn Entries) -> Result<(), DecodeError> {
        let head = &mut *self.head;
        entries.each(&mut |key, slot| {
            match key {
                "result" => {
                    head.answered = true;
                    if let Some(take) = &mut self.take {
                        walk(
                            slot,
                            self.unwrap,
                            self.beside,
                            &mut head.meanwhile,
                            &mut **take,
                        )?;
                    }
                }
                "total" => head.meta.total = count(slot)?,
                "next" => head.meta.next = count(slot)?,
                // Only for the log: not worth an error.
                "time" => head.time = from_json(&slot.json()?).unwrap_or_default(),
                "error" => {
                    let error = value::<Json>(slot)?;
                    head.failed = !error.is_null();
                    head.refusal.set_error(&mut JsonSlot(&error))?;
                }
                "error_description" => head.refusal.text = value(slot)?,
                "argument" => head.refusal.argument = value(slot)?,
                _ => {}
            }
            Ok(())
        })
    }
}

fn count(slot: &mut dyn Slot) -> Result<Option<u64>, DecodeError> {
    Ok(i64::decode(slot)?.and_then(|count| u64::try_from(count).ok()))
}

/// Goes down a path of keys and reads what stands there. Where the way ends early with a spelling of nothing (`[]` for a
/// missing record), that is what is read; an object with other keys only is an error.
pub(crate) fn walk(
    slot: &mut dyn Slot,
    path: &[&str],
    beside: Option<&str>,
    meanwhile: &mut Meanwhile,
    take: Take<'_>,
) -> Result<(), DecodeError> {
    let Some((key, path)) = path.split_first() else {
        return take(slot);
    };
    let mut step = Step {
        key,
        path,
        beside: beside.filter(|_| path.is_empty()),
        deeper: beside,
        meanwhile,
        take,
        found: false,
        other: false,
    };
    slot.read(&mut step)?;
    match (step.found, step.other) {
        (true, _) => Ok(()),
        (false, true) => Err(DecodeError::nothing("a value").at_key(key)),
        (false, false) => (step.take)(&mut JsonSlot(&Json::Null)),
    }
}

struct Step<'s> {
    key: &'s str,
    path: &'s [&'s str],
    /// The key beside the last one of the path, at the last step.
    beside: Option<&'s str>,
    /// The same before it.
    deeper: Option<&'s str>,
    meanwhile: &'s mut Meanwhile,
    take: Take<'s>,
    found: bool,
    other: bool,
}

impl Sink for Step<'_> {
    fn expecting(&self) -> &'static str {
        "an object"
    }

    fn object(&mut self, entries: &mut dyn Entries) -> Result<(), DecodeError> {
        entries.each(&mut |key, slot| {
            if key == self.key {
                self.found = true;
                walk(
                    slot,
                    self.path,
                    self.deeper,
                    &mut *self.meanwhile,
                    &mut *self.take,
                )
            } else {
                self.other = true;
                if self.beside == Some(key) {
                    *self.meanwhile = Some(value(slot)?);
                }
                Ok(())
            }
        })
    }
}
