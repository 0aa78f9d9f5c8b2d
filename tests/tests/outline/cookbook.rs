//! What `spec/README.md` and `README.md` tell people to write is right.

use std::collections::BTreeMap;
use std::fs;

use bitrix24_codegen::emit::{Options, emit};
use bitrix24_codegen::load_files;

/// Path below `spec` and text of each whole file in a text: blocks of YAML that begin with `# spec/`.
fn snippets(text: &str) -> Vec<(String, String)> {
    let mut snippets = Vec::new();
    for block in text.split("```yaml\n").skip(1) {
        let (block, _) = block.split_once("```").expect("the end of a block");
        if let Some(rest) = block.strip_prefix("# spec/") {
            let (path, text) = rest.split_once('\n').expect("a line with the path");
            snippets.push((path.trim().to_owned(), text.to_owned()));
        }
    }
    snippets
}

/// The spec as it is.
fn spec() -> BTreeMap<String, Vec<u8>> {
    let folder = crate::root().join("spec");
    let path = |path: &std::path::Path| {
        let path = path.strip_prefix(&folder).unwrap().to_str().unwrap();
        path.replace('\\', "/")
    };
    crate::files(&folder, "yaml")
        .iter()
        .map(|file| (path(file), fs::read(file).unwrap()))
        .collect()
}

/// What is wrong with the spec, or with the Rust that comes of it.
fn check(spec: &BTreeMap<String, Vec<u8>>) -> Result<usize, String> {
    let model = load_files(spec.clone()).map_err(|diagnostics| diagnostics.to_string())?;
    emit(&model, &Options::default()).map_err(|error| error.to_string())?;
    Ok(model.methods.len() + model.events.len() + model.placements.len() + model.entities.len())
}

fn check_snippets(file: &str, at_least: usize) {
    let text = fs::read_to_string(crate::root().join(file)).unwrap();
    let snippets = snippets(&text);
    assert!(snippets.len() >= at_least, "{file}: {snippets:?}");
    let before = spec();
    let size = check(&before).unwrap_or_else(|error| panic!("{error}"));
    let mut all = before.clone();
    let mut wrong = Vec::new();
    for (path, text) in snippets {
        let mut spec = before.clone();
        // Of a file that somebody has written since, the examples belong to the real one.
        let examples = path.replace(".yaml", ".examples.yaml");
        let new = !before.contains_key(&path);
        for spec in [&mut spec, &mut all] {
            spec.remove(&examples);
            spec.insert(path.clone(), text.clone().into_bytes());
        }
        match check(&spec) {
            Ok(after) if after >= size || !new => {}
            Ok(after) => wrong.push(format!("{file}: {path}: {size} items became {after}")),
            Err(error) => wrong.push(format!("{file}: {path}:\n{error}")),
        }
    }
    if wrong.is_empty()
        && let Err(error) = check(&all)
    {
        wrong.push(format!("{file}: all of them together:\n{error}"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn of_the_spec_is_right() {
    check_snippets("spec/README.md", 5);
}

#[test]
fn of_the_project_is_right() {
    check_snippets("README.md", 1);
}

/// Blocks that are taken out of a file.
fn fragments(text: &str) -> Vec<String> {
    let blocks = text.split("```yml\n").skip(1);
    blocks
        .map(|block| {
            block
                .split_once("```")
                .expect("the end of a block")
                .0
                .to_owned()
        })
        .collect()
}

fn indented(text: &str, by: &str) -> String {
    text.lines().map(|line| format!("{by}{line}\n")).collect()
}

const HEAD: &str = "doc: A fragment.\nsee: crm/fragment\n";
const ENTITY: &str = "entities:\n  fragment: { doc: A record., key: ID, fields: { ID: { type: id, access: read, doc: Identifier. } } }\n";

/// The files that a fragment would stand in, beside the spec as it is; nothing for one that nobody has thought of.
fn whole(fragment: &str) -> Option<Vec<(&'static str, String)>> {
    let first = fragment.lines().next()?.split([' ', ':']).next()?;
    let renamed = fragment
        .replace("onCrmContact", "onCrmFragment")
        .replace("id(contact)", "id(fragment)");
    let file = |body: String| Some(vec![("crm/fragment.yaml", format!("{HEAD}{body}"))]);
    match first {
        "method.get" => {
            let methods = renamed.replace("method.get:", "crm.fragment.get:");
            file(format!("methods:\n{}", indented(&methods, "  ")))
        }
        "action" => file(format!("types:\n{}", indented(&renamed, "  "))),
        "attachment_block" => {
            let others = "  attachment_delimiter: { fields: { SIZE: int } }\n  attachment_cell: { fields: { NAME: string } }\n";
            file(format!("types:\n{others}{}", indented(&renamed, "  ")))
        }
        "contact" => {
            let entity = renamed.replacen("contact:", "fragment:", 1);
            file(format!("entities:\n{}", indented(&entity, "  ")))
        }
        "link" => {
            let used = "    use: [{ link: { owner: crm.contact, target: crm.company, column: COMPANY_ID } }]\n";
            let entity = format!(
                "  fragment:\n    doc: A link.\n    key: ID\n{used}    fields: {{ ID: {{ type: id, access: read, doc: Identifier. }} }}\n"
            );
            let family = indented(&renamed, "  ");
            file(format!("families:\n{family}entities:\n{entity}"))
        }
        "paging" => Some(paging(&renamed)),
        "errors" | "types" => file(renamed),
        "events" => file(format!("{ENTITY}{renamed}")),
        "crm.contact.company.add" => Some(vec![("crm/contact.examples.yaml", fragment.to_owned())]),
        _ => None,
    }
}

/// A list for each way of paging.
fn paging(ways: &str) -> Vec<(&'static str, String)> {
    let (mut second, mut third) = (String::new(), String::new());
    for (number, way) in ways.lines().enumerate() {
        let way = way.split(" #").next().unwrap_or_default().trim();
        let rows = "[{ fields: { id: id } }]";
        let returns = if way.contains("hasMore") {
            format!("{{ fields: {{ items: {rows}, hasMore: bool }} }}")
        } else if way.contains("nextCursor") {
            format!("{{ fields: {{ items: {rows}, nextCursor: {{ fields: {{ id: id }} }} }} }}")
        } else if way == "paging: start" {
            "[crm.contact]".to_owned()
        } else {
            rows.to_owned()
        };
        let out = if way.contains("pagination") && !way.contains("cursor") {
            &mut third
        } else {
            &mut second
        };
        out.push_str(&format!(
            "  crm.fragment.list{number}:\n    doc: Lists.\n    {way}\n    returns: {returns}\n"
        ));
        match way {
            "paging: start" => out.push_str("    params: { filter: filter(crm.contact) }\n"),
            _ if way.contains("cursor: id") => {
                out.push_str("    params: { filter: filter(crm.item.contact) }\n");
            }
            _ => {}
        }
    }
    vec![
        ("crm/fragment.yaml", format!("{HEAD}methods:\n{second}")),
        (
            "v3/crm/fragment.yaml",
            format!("{HEAD}scope: crm\nmethods:\n{third}"),
        ),
    ]
}

#[test]
fn fragments_are_right() {
    let text = fs::read_to_string(crate::root().join("spec/README.md")).unwrap();
    let fragments = fragments(&text);
    assert!(fragments.len() >= 9, "{fragments:?}");
    let mut wrong = Vec::new();
    for fragment in fragments {
        let Some(files) = whole(&fragment) else {
            wrong.push(format!("no test knows what this is a part of:\n{fragment}"));
            continue;
        };
        let mut spec = spec();
        for (path, text) in files {
            spec.insert(path.to_owned(), text.into_bytes());
        }
        if let Err(error) = check(&spec) {
            wrong.push(format!("{fragment}\n{error}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
