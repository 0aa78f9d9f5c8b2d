//! `batch`: up to fifty commands in one request.

use serde_json::Value;

use super::call;
use super::envelope::failure;
use super::reference::{Sections, resolve};
use crate::engine::{Answer, Core, Hit};
use crate::fault::Fault;
use crate::php;

/// Further commands are refused one by one.
const MAX_COMMANDS: usize = 50;
/// Methods that cannot stand in a batch.
const NOT_ALLOWED: [&str; 3] = ["batch", "upload", "download"];

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
        let outcome = if number < MAX_COMMANDS {
            self::command(core, command, &sections, hit)
        } else {
            Err(too_many())
        };
        match outcome {
            Ok((answer, time)) => {
                sections.result.push((key.to_string(), answer.result));
                for (section, number) in [
                    (&mut sections.total, answer.total),
                    (&mut sections.next, answer.next),
                ] {
                    if let Some(number) = number {
                        section.insert(key.to_string(), number.into());
                    }
                }
                sections.time.insert(key.into_owned(), time);
            }
            Err(fault) => {
                sections.error.insert(key.into_owned(), failure(&fault));
                if halt {
                    break;
                }
            }
        }
    }
    Ok(sections.into_body().into())
}

fn too_many() -> Fault {
    Fault::new("ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded")
}

/// `method?query`; the query is URL-decoded whatever the outer body was.
fn command(
    core: &Core,
    command: &str,
    sections: &Sections,
    hit: &Hit,
) -> Result<(Answer, Value), Fault> {
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
        params = resolve(params, sections);
    }
    call::command(core, &method, &params, hit)
}
