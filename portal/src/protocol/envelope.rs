//! What is answered: `{result, [total], [next], time}` or `{error, error_description}`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use crate::engine::Answer;
use crate::fault::Fault;
use crate::zone::Zone;

/// When a call began, and with it what `time` says.
pub(super) struct Clock {
    start: SystemTime,
    zone: Zone,
}

impl Clock {
    pub(super) fn start(zone: Zone) -> Self {
        Self {
            start: SystemTime::now(),
            zone,
        }
    }

    pub(super) fn time(&self) -> Value {
        let seconds = |time: SystemTime| time.duration_since(UNIX_EPOCH).unwrap_or_default();
        let finish = SystemTime::now();
        let took = finish.duration_since(self.start).unwrap_or_default();
        let day = |time: Duration| {
            self.zone
                .moment(i64::try_from(time.as_secs()).unwrap_or_default())
        };
        json!({
            "start": seconds(self.start).as_secs_f64(),
            "finish": seconds(finish).as_secs_f64(),
            "duration": took.as_secs_f64(),
            "processing": took.as_secs_f64(),
            "date_start": day(seconds(self.start)),
            "date_finish": day(seconds(finish)),
        })
    }
}

pub(super) fn success(answer: Answer, time: Value) -> Value {
    let mut envelope = Map::new();
    envelope.insert("result".to_owned(), answer.result);
    for (name, number) in [("next", answer.next), ("total", answer.total)] {
        if let Some(number) = number {
            envelope.insert(name.to_owned(), number.into());
        }
    }
    envelope.insert("time".to_owned(), time);
    Value::Object(envelope)
}

/// Errors carry no time.
pub(super) fn failure(fault: &Fault) -> Value {
    let mut envelope = Map::new();
    envelope.insert("error".to_owned(), fault.code.as_str().into());
    envelope.insert("error_description".to_owned(), fault.text.as_str().into());
    if let Some(argument) = &fault.argument {
        envelope.insert("argument".to_owned(), argument.as_str().into());
    }
    Value::Object(envelope)
}
