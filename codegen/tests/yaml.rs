//! What the writer of YAML writes is what the reader of specs reads.
#![cfg(feature = "tools")]

use bitrix24_codegen::read::{self, Node};
use bitrix24_codegen::yaml;
use proptest::collection::vec;
use proptest::prelude::*;

/// Texts that a YAML reader might take for something else, and any others.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z_~$./()! |*#:,'\"\\[\\]{}&%@`?<>=+0-9-]{0,12}",
        "[0-9.eExXob_+-]{1,6}",
        proptest::sample::select(vec![
            "",
            "null",
            "Null",
            "~",
            "true",
            "TRUE",
            "no",
            "Yes",
            "on",
            "off",
            "y",
            "N",
            ".inf",
            "-.INF",
            ".nan",
            "<<",
            "=",
            "-",
            "---",
            "...",
            "? a",
            "- a",
            "!tag",
            "&a",
            "*a",
            "%a",
            "@a",
            "`a`",
            "a: b",
            "a #b",
            "a:",
            ":a",
            "#a",
            " a",
            "a ",
            "\ta",
            "a\tb",
            "a\nb",
            "a\r\nb",
            "0x1F",
            "0o17",
            "0b1",
            "1_000",
            "1e3",
            "+1",
            "-1",
            ".5",
            "1.",
            "12:30:00",
            "2030-01-31",
            "id(crm.contact) | nothing",
            "[string]",
            "$at.list",
            "PARENT_ID_*",
            "~NAME",
            "ключ",
            "日本",
            "\u{feff}",
            "\u{85}",
            "\u{2028}",
            "\u{1F600}",
            "\u{7f}",
            "\0",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ]
}

fn node() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        Just(Node::Null),
        any::<bool>().prop_map(Node::Bool),
        any::<i64>().prop_map(Node::Int),
        proptest::num::f64::NORMAL.prop_map(Node::Float),
        text().prop_map(Node::Text),
    ];
    leaf.prop_recursive(4, 48, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Node::List),
            vec((text(), inner), 0..6).prop_map(map),
        ]
    })
}

/// A mapping in which no key stands twice.
fn map(entries: Vec<(String, Node)>) -> Node {
    let bare = |key: &str| key.strip_suffix('!').unwrap_or(key).to_owned();
    let mut seen = std::collections::BTreeSet::new();
    let entries = entries.into_iter();
    Node::Map(entries.filter(|(key, _)| seen.insert(bare(key))).collect())
}

proptest! {
    #[test]
    fn reads_back_the_same(entries in vec((text(), node()), 1..5)) {
        let root = map(entries);
        let written = yaml::document(&root);
        let (source, diagnostics) = read::files([("x.yaml".to_owned(), Ok(written.clone().into_bytes()))]);
        prop_assert!(diagnostics.is_empty(), "{written}\n{diagnostics}");
        prop_assert_eq!(&source.files[0].root, &root, "{}", written);
    }

    #[test]
    fn an_entry_is_part_of_a_document(key in text(), value in node(), indent in 1_usize..6) {
        for written in [yaml::entry(&key, &value, indent), yaml::block_entry(&key, &value, indent)] {
            let whole = format!("above:\n{written}below: 1\n");
            let (source, diagnostics) = read::files([("x.yaml".to_owned(), Ok(whole.clone().into_bytes()))]);
            prop_assert!(diagnostics.is_empty(), "{whole}\n{diagnostics}");
            let inside = Node::Map(vec![(key.clone(), value.clone())]);
            let root = Node::Map(vec![("above".to_owned(), inside), ("below".to_owned(), Node::Int(1))]);
            prop_assert_eq!(&source.files[0].root, &root, "{}", whole);
        }
    }
}
