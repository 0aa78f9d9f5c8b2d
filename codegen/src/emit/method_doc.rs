//! The doc of a method: what it does, what it is called, what it needs, what replaces it, what can go wrong.

use super::rust_type::Scope;
use super::{doc, names};
use crate::model::{Method, Need, Scope as Access};

/// The doc of a method: what it does, what it is called, what it needs, what replaces it, what can go wrong.
pub(super) fn doc_lines(scope: &Scope<'_>, method: &Method) -> Vec<String> {
    let mut lines = vec![doc::escape(&method.doc), String::new()];
    let mut facts = format!("Calls [`{}`]({})", method.call, method.see);
    match &method.scope {
        Access::Any(scopes) => match scopes.as_slice() {
            [] => {}
            [scope] => facts.push_str(&format!("; scope `{scope}`")),
            scopes => facts.push_str(&format!("; one of the scopes {}", codes(scopes, "or"))),
        },
        Access::All(scopes) => facts.push_str(&format!("; scopes {}", codes(scopes, "and"))),
    }
    for need in &method.needs {
        facts.push_str(match need {
            Need::App => "; only with an application's token",
            Need::Admin => "; only for administrators",
        });
    }
    facts.push('.');
    lines.push(facts);
    let mut paragraph = |text: String| lines.extend([String::new(), text]);
    if let Some(instead) = &method.deprecated {
        let mut text = deprecation(scope, method, instead);
        let division = scope.cx.features.as_ref();
        if let Some(feature) = division.and_then(|division| division.of_apart(method)) {
            text.push_str(&format!(" Only with the feature `{feature}`."));
        }
        paragraph(text);
    }
    if let Some(text) = &method.returns_doc {
        paragraph(format!("Answers: {}", doc::escape(text)));
    }
    choices(&method.one_of, &method.any_of)
        .into_iter()
        .for_each(&mut paragraph);
    if let Some(text) = &method.without {
        paragraph(format!("Left out: {}", doc::escape(text)));
    }
    if let Some(text) = &method.unsure {
        paragraph(format!("Not confirmed: {}", doc::escape(text)));
    }
    if !method.errors.is_empty() {
        paragraph("# Errors".to_owned());
        lines.push(String::new());
        for error in &method.errors {
            lines.push(match &error.doc {
                Some(text) => format!("- `{}`: {}", error.code, doc::escape(text)),
                None => format!("- `{}`", error.code),
            });
        }
    }
    lines.extend(example(method));
    lines
}

/// What must be chosen among.
pub(super) fn choices(one_of: &[Vec<String>], any_of: &[Vec<String>]) -> Vec<String> {
    let optional = one_of.iter().any(Vec::is_empty);
    let one = if optional {
        "at most one"
    } else {
        "exactly one"
    };
    let rules = [(one_of, one), (any_of, "at least one")];
    let rules = rules.into_iter().filter(|(groups, _)| !groups.is_empty());
    rules
        .map(|(groups, rule)| {
            let groups: Vec<&[String]> = groups.iter().map(Vec::as_slice).collect();
            let groups: Vec<_> = groups.into_iter().filter(|g| !g.is_empty()).collect();
            match groups.as_slice() {
                [[one, other]] if optional => {
                    format!("Give both `{one}` and `{other}`, or neither.")
                }
                [group @ [_, _, ..]] if optional => {
                    format!("Give all of {}, or none of them.", codes(group, "and"))
                }
                groups => {
                    let groups: Vec<String> = groups.iter().map(|g| codes(g, "with")).collect();
                    format!("Give {rule} of {}.", groups.join(", "))
                }
            }
        })
        .collect()
}

/// The first example, where it is short enough to be read at a glance.
fn example(method: &Method) -> Vec<String> {
    let Some(example) = method.examples.first() else {
        return Vec::new();
    };
    let (request, result) = (example.request.to_string(), example.result.to_string());
    if request.len() > 300 || result.len() > 300 {
        return Vec::new();
    }
    let mut lines = vec![
        String::new(),
        "# Example".to_owned(),
        String::new(),
        "```json".to_owned(),
    ];
    if example
        .request
        .as_object()
        .is_some_and(|request| !request.is_empty())
    {
        lines.push(format!("{{\"request\": {request},"));
        lines.push(format!(" \"result\": {result}}}"));
    } else {
        lines.push(format!("{{\"result\": {result}}}"));
    }
    lines.push("```".to_owned());
    lines
}

fn codes(names: &[String], joint: &str) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} {joint} {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// What replaces a deprecated method: the binding for the same records where there is one.
fn deprecation(scope: &Scope<'_>, method: &Method, instead: &str) -> String {
    if instead.is_empty() {
        return "**Deprecated** by the platform.".to_owned();
    }
    let model = scope.model();
    let same_records = |other: &&Method| {
        other.call == instead
            && other
                .entity
                .is_some_and(|entity| method.entity.is_some() && model[entity].is == method.entity)
    };
    let by_name = || model.methods.iter().find(|other| other.name == instead);
    match model.methods.iter().find(same_records).or_else(by_name) {
        Some(binding) => {
            let root = scope.cx.options.root.to_string().replace(' ', "");
            let path: Vec<String> = binding
                .path
                .iter()
                .map(|segment| names::snake(segment).to_string())
                .collect();
            let path = path.join("::");
            // `()` says that a function is meant and not a module of the same name.
            format!(
                "**Deprecated** by the platform; its successor is [`{path}`]({root}::{path}())."
            )
        }
        None => format!("**Deprecated** by the platform; its successor is `{instead}`."),
    }
}
