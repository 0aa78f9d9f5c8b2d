//! What is answered: `{result, [total], [next], time}` or `{error, error_description}`.

use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use crate::engine::Answer;
use crate::fault::Fault;
use crate::limits::Reading;
use crate::settings::Settings;

/// When a call began, and with it what `time` says.
pub(super) struct Timer<'a> {
    settings: &'a Settings,
    /// By the portal's clock.
    start: Duration,
    began: Instant,
}

impl<'a> Timer<'a> {
    pub(super) fn start(settings: &'a Settings) -> Self {
        Self {
            settings,
            start: settings.clock.now(),
            began: Instant::now(),
        }
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// `longer` is time that is only pretended.
    pub(super) fn time(&self, longer: Duration, reading: Option<Reading>) -> Value {
        let took = self.elapsed().saturating_add(longer);
        let finish = self.start.saturating_add(took);
        let zone = self.settings.zone();
        let day = |time: Duration| zone.moment(i64::try_from(time.as_secs()).unwrap_or_default());
        let mut time = json!({
            "start": self.start.as_secs_f64(),
            "finish": finish.as_secs_f64(),
            "duration": took.as_secs_f64(),
            "processing": took.as_secs_f64(),
            "date_start": day(self.start),
            "date_finish": day(finish),
        });
        if let (Some(reading), Some(map)) = (reading, time.as_object_mut()) {
            map.insert("operating_reset_at".to_owned(), reading.reset_at.into());
            map.insert("operating".to_owned(), reading.operating.into());
        }
        time
    }
}

/// Written at once: a list can be long.
pub(super) fn success(answer: &Answer, time: &Value) -> String {
    let mut envelope = String::from("{\"result\":");
    answer.result.write(&mut envelope);
    for (name, number) in [("next", answer.next), ("total", answer.total)] {
        if let Some(number) = number {
            envelope.push_str(&format!(",\"{name}\":{number}"));
        }
    }
    envelope.push_str(&format!(",\"time\":{time}}}"));
    envelope
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
