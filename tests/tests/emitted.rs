//! Compiles what the emitter makes of every construct, and of the examples of the language, with warnings denied.

#![deny(warnings, missing_docs, clippy::all)]

include!(concat!(env!("OUT_DIR"), "/cases.rs"));

#[test]
fn a_written_object_keeps_what_it_does_not_know() {
    use bitrix24_client::{Encode, decode};
    use object_both_ways::demo::Section;

    let came = r#"{"name":"Main","open":"Y","parts":[{"name":"Inner","new_key":[1,2]}],"other":{"a":null}}"#;
    let section: Section = decode::from_slice(came.as_bytes()).unwrap();
    assert_eq!(section.open, Some(true));
    assert_eq!(serde_json::to_string(&section.encode()).unwrap(), came);
}

#[test]
fn the_only_key_tells_what_an_object_holds() {
    use bitrix24_client::{Encode, decode};
    use only_key::demo::Block;

    let came = r#"[{"TEXT":"a"},{"GRID":[{"NAME":"b"}]},{"QUIET":"Y"},{"AROUND":{"LINE":{"SIZE":5}}},{"NEW":[1]}]"#;
    let blocks: Vec<Block> = decode::from_slice(came.as_bytes()).unwrap();
    assert_eq!(blocks[0], Block::Text("a".to_owned()));
    assert_eq!(blocks[2], Block::Quiet(true));
    assert!(matches!(&blocks[3], Block::Around(inner) if matches!(**inner, Block::Line(_))));
    assert!(matches!(&blocks[4], Block::Other(_)));
    assert_eq!(serde_json::to_string(&blocks.encode()).unwrap(), came);
}

#[test]
fn the_sender_says_which_of_several_objects_it_is() {
    use bitrix24_client::IntoArg;
    use unions_sent::demo::{Content, Image, Link};

    let sent = [
        IntoArg::<Content>::into_arg("a"),
        IntoArg::<Content>::into_arg(["b"]),
        IntoArg::<Content>::into_arg(Image::new("c.png")),
        IntoArg::<Content>::into_arg(Link::new("/d").text("D")),
    ];
    assert_eq!(
        serde_json::to_string(&sent).unwrap(),
        r#"["a",["b"],{"src":"c.png"},{"href":"/d","text":"D"}]"#
    );
}

#[test]
fn the_sender_says_which_record_an_identifier_is_of() {
    use bitrix24_client::IntoArg;
    use unions::demo::{Owner, owner};
    use unions::ids::{CrmLeadId, DemoCurrencyId, DemoDealId, UserId};

    let sent = [
        IntoArg::<Owner>::into_arg(DemoDealId::new(5)),
        IntoArg::<Owner>::into_arg(DemoCurrencyId::from("USD")),
        IntoArg::<Owner>::into_arg(Owner::CrmLead(CrmLeadId::new(7))),
    ];
    assert_eq!(serde_json::to_string(&sent).unwrap(), r#"[5,"USD",7]"#);
    let _ =
        owner::set(UserId::new(7)).more([Owner::from(UserId::new(8)), DemoDealId::new(9).into()]);
}

#[tokio::test]
async fn choices_inside_of_objects_are_made_before_sending() {
    use bitrix24_client::Client;
    use object_choices::demo::{Note, Person, note};

    let client = Client::webhook("https://example.invalid/rest/1/secret/").unwrap();
    let refused = async |note: Note, by: Person| {
        note::add(note, by)
            .send(&client)
            .await
            .unwrap_err()
            .to_string()
    };
    let (text, ada) = (|| Note::new().text("a"), || Person::new().id(6));
    let neither = refused(text(), Person::new().code("a")).await;
    assert!(neither.contains("`by`"), "{neither}");
    assert!(
        neither.contains("exactly one of these must be given: `id`, or `code` and `kind`"),
        "{neither}"
    );
    let both = refused(text().left(1).right(1), ada()).await;
    assert!(
        both.contains("at most one of these can be given: `left`, or `right`"),
        "{both}"
    );
    let none = refused(Note::new().left(1), ada()).await;
    assert!(
        none.contains("at least one of these must be given: `text`, or `files`"),
        "{none}"
    );
}

#[test]
fn a_cursor_goes_back_beside_the_limit() {
    use paging::demo::{Place, object};

    let request = object::list().after_cursor(Place::new(1, 2)).limit(5);
    let again = request.after_cursor(Place::new(3, 4));
    assert_eq!(
        serde_json::to_string(&again.params()[0].1).unwrap(),
        r#"{"afterCursor":{"position":3,"id":4},"limit":5}"#
    );
}
