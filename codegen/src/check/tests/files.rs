use super::{method, model};
use crate::model::{Effect, Paging, Scope};

#[test]
fn files_give_to_those_below() {
    let model = model(&[
        (
            "crm.yaml",
            "scope: crm\nsee: crm\nneeds: [admin]\ndeprecated: crm.item\nerrors:\n  E1: { is: busy, doc: Later. }\n",
        ),
        (
            "crm/deal/more.yaml",
            "see: more/\nerrors:\n  E2: { is: limit, doc: Less. }\nmethods:\n  crm.deal.more.getAll: { doc: Reads all., returns: [any], errors: [E9, E1, S1] }\n",
        ),
        (
            "shared/errors.yaml",
            "errors:\n  S1: { is: server, doc: Broken. }\n",
        ),
        (
            "portal.yaml",
            "scope: [basic, user]\nsee: common\nmethods:\n  profile: { doc: Who., returns: any, effect: read, scope: { all: [a, b] } }\n",
        ),
        ("v3.yaml", "rest: 3\nfilter: triples\n"),
        (
            "v3/main/event.yaml",
            "scope: main\nsee: x\nmethods:\n  main.event.tail: { doc: Reads., params: { filter: any }, returns: [any], paging: { by: pagination, cursor: id } }\n",
        ),
    ]);
    let all = method(&model, "crm.deal.more.getAll");
    assert_eq!(all.path, ["crm", "deal", "more", "get_all"]);
    assert_eq!(all.scope, Scope::Any(vec!["crm".to_owned()]));
    assert_eq!(
        (all.deprecated.as_deref(), all.needs.len(), all.effect),
        (Some("crm.item"), 1, Effect::Read)
    );
    assert_eq!(
        all.see,
        "https://apidocs.bitrix24.com/api-reference/crm/more/crm-deal-more-get-all.html"
    );
    let errors: Vec<(&str, bool)> = all
        .errors
        .iter()
        .map(|error| (error.code.as_str(), error.is.is_some()))
        .collect();
    assert_eq!(
        errors,
        [("E9", false), ("E1", true), ("S1", true)],
        "what the method lists, in its order, with what the files above say of it"
    );
    let own = |path: &str| {
        model
            .files
            .iter()
            .find(|file| file.path == path)
            .map(|file| file.errors.len())
    };
    assert_eq!(own("crm.yaml"), Some(1));
    assert_eq!(
        (
            method(&model, "profile").path.join("."),
            method(&model, "profile").rest
        ),
        ("profile".to_owned(), 2)
    );
    let tail = method(&model, "main.event.tail");
    assert_eq!(
        (tail.rest, tail.path.join("::")),
        (3, "v3::main::event::tail".to_owned())
    );
    assert_eq!(
        tail.paging,
        Some(Paging::Pagination {
            cursor: Some("id".to_owned())
        })
    );
}

/// A code may be described again in any file; what is nearest to a method holds.
#[test]
fn codes_are_described_by_the_nearest_file() {
    let written = |name: &str| {
        format!(
            "methods:\n  {name}: {{ doc: Does it., returns: done, effect: set, errors: [LOST] }}\n"
        )
    };
    let crm = format!("scope: crm\nsee: crm\n{}", written("crm.ping"));
    let deal = format!(
        "errors: {{ LOST: {{ is: not_found, doc: There is no such deal. }} }}\n{}",
        written("crm.deal.move")
    );
    let item = written("crm.deal.item.move");
    let shared = "errors: { LOST: { is: server, doc: Something was lost. } }\n";
    let model = model(&[
        ("crm.yaml", &crm),
        ("crm/deal.yaml", &deal),
        ("crm/deal/item.yaml", &item),
        ("shared/errors.yaml", shared),
    ]);
    for (name, doc) in [
        ("crm.ping", "Something was lost."),
        ("crm.deal.move", "There is no such deal."),
        ("crm.deal.item.move", "There is no such deal."),
    ] {
        let errors = &method(&model, name).errors;
        assert_eq!(errors[0].doc.as_deref(), Some(doc), "{name}");
    }
}
