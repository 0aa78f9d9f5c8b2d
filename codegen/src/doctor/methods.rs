//! Which methods there are.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::answers::Asker;
use super::report::{Drift, Report, What};
use crate::live::CallError;

/// Looks for each method of the spec on the portal, and for each of the portal's in the spec.
pub(super) fn compare(asker: &mut Asker<'_, '_>, report: &mut Report) -> Result<(), CallError> {
    let Some(answer) = asker.ask_plain("methods", json!({ "full": true }), report)? else {
        return Ok(());
    };
    // In lower case there, and one of several spellings here.
    let names = answer.as_array().into_iter().flatten();
    let names: BTreeSet<String> = names
        .filter_map(Value::as_str)
        .map(str::to_lowercase)
        .collect();
    let model = asker.model;
    // REST 3 has a list of its own, which no method answers.
    let ours: BTreeMap<String, _> = model
        .methods
        .iter()
        .filter(|method| method.rest == 2)
        .map(|method| (method.call.to_lowercase(), method))
        .collect();
    report.looked_at.methods = ours.len();
    for (name, method) in &ours {
        if names.contains(name) || exists(asker, name, report)? {
            continue;
        }
        report.drift.push(Drift {
            name: method.call.clone(),
            file: model[method.file].path.clone(),
            what: What::MethodGone,
        });
    }
    let left_out: BTreeSet<String> = model
        .files
        .iter()
        .flat_map(|file| &file.missing)
        .map(|(name, _)| name.to_lowercase())
        .collect();
    for name in names {
        if !ours.contains_key(&name) && !left_out.contains(&name) {
            let module = name.split('.').next().unwrap_or(&name).to_owned();
            report.not_in_spec.entry(module).or_default().push(name);
        }
    }
    Ok(())
}

/// The list is not always whole.
fn exists(asker: &mut Asker<'_, '_>, name: &str, report: &mut Report) -> Result<bool, CallError> {
    let answer = asker.ask_plain("method.get", json!({ "name": name }), report)?;
    // Where the portal does not say, nothing is known.
    Ok(answer.is_none_or(|answer| answer["isExisting"] != json!(false)))
}
