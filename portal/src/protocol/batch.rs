//! `batch`: up to fifty commands in one request.

use serde_json::{Map, Value, json};

use super::envelope::{Clock, failure};
use super::reference;
use crate::engine::{Answer, Core, Hit};
use crate::fault::Fault;
use crate::php;

/// Further commands are refused one by one.
const MAX_COMMANDS: usize = 50;
/// Methods that cannot stand in a batch.
const NOT_ALLOWED: [&str; 3] = ["batch", "upload", "download"];

/// Answers of the commands so far, in PHP arrays.
#[derive(Default)]
struct Sections {
    result: Map<String, Value>,
    error: Map<String, Value>,
    total: Map<String, Value>,
    next: Map<String, Value>,
    time: Map<String, Value>,
}

impl Sections {
    fn value(&self) -> Value {
        json!({
            "result": php::array(self.result.clone()),
            "result_error": php::array(self.error.clone()),
            "result_total": php::array(self.total.clone()),
            "result_next": php::array(self.next.clone()),
            "result_time": php::array(self.time.clone()),
        })
    }
}

pub(super) fn run(core: &Core, params: &Value, hit: &Hit) -> Result<Answer, Fault> {
    let any_case = |name: &str| {
        let map = params.as_object()?;
        map.iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    };
    let halt = any_case("halt")
        .is_some_and(|h| php::truthy(h) && php::text(h).as_deref() != Some("false"));
    let commands = any_case("cmd").cloned().unwrap_or_default();
    let mut sections = Sections::default();
    let texts = php::entries(&commands)
        .into_iter()
        .filter_map(|(key, value)| Some((key, value.as_str()?)));
    for (number, (key, command)) in texts.enumerate() {
        let clock = Clock::start(core.settings.zone);
        let outcome = if number < MAX_COMMANDS {
            self::command(core, command, &sections, hit)
        } else {
            Err(too_many())
        };
        match outcome {
            Ok(answer) => {
                sections.result.insert(key.to_string(), answer.result);
                for (section, number) in [
                    (&mut sections.total, answer.total),
                    (&mut sections.next, answer.next),
                ] {
                    if let Some(number) = number {
                        section.insert(key.to_string(), number.into());
                    }
                }
                sections.time.insert(key.into_owned(), clock.time());
            }
            Err(fault) => {
                sections.error.insert(key.into_owned(), failure(&fault));
                if halt {
                    break;
                }
            }
        }
    }
    Ok(sections.value().into())
}

fn too_many() -> Fault {
    Fault::new("ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded")
}

/// `method?query`; the query is URL-decoded whatever the outer body was.
fn command(core: &Core, command: &str, sections: &Sections, hit: &Hit) -> Result<Answer, Fault> {
    let command = command.split('#').next().unwrap_or_default();
    let (method, query) = command.split_once('?').unwrap_or((command, ""));
    let method = method.trim().trim_matches('/').to_ascii_lowercase();
    if NOT_ALLOWED.contains(&method.as_str()) {
        return Err(Fault::new(
            "ERROR_BATCH_METHOD_NOT_ALLOWED",
            "Method is not allowed for batch usage",
        ));
    }
    if !core.knows(&method) {
        return Err(Fault::no_method());
    }
    let mut params = Value::Object(php::parse(query.as_bytes()));
    if query.contains('$') || query.contains("%24") {
        params = reference::resolve(params, &sections.value());
    }
    core.answer(&method, &params, hit)
}
