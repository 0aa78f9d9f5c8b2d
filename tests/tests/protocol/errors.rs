//! What goes wrong, and what is told of it.

use bitrix24::crm::contact::{self, Fields};
use bitrix24::{Client, Error};
use bitrix24_portal::Portal;
use bitrix24_tests::{APP_TOKEN, Stand};
use serde_json::json;

const SECRET: &str = "secret0token";

#[tokio::test]
async fn a_record_that_is_not_there() {
    let stand = Stand::start().await;
    let error = contact::get(4711).send(&stand.b24).await.unwrap_err();
    assert!(matches!(error, Error::NotFound(_)), "{error:?}");
    let api = error.api().unwrap();
    assert_eq!(
        (api.method.as_str(), api.status),
        ("crm.contact.get", Some(400))
    );
    assert_eq!((error.code(), api.text.as_str()), (Some(""), "Not found"));
    assert!(error.to_string().contains("crm.contact.get"), "{error}");
}

#[tokio::test]
async fn a_token_that_is_not_accepted() {
    let stand = Stand::start().await;
    let base = stand.portal.url();
    for client in [
        Client::webhook(format!("{base}/rest/1/{SECRET}/")).unwrap(),
        Client::webhook(format!("{base}/rest/99/{SECRET}")).unwrap(),
        Client::builder()
            .token(stand.portal.endpoint(), SECRET)
            .build()
            .unwrap(),
    ] {
        let add = contact::add(Fields::new().name("x"));
        for error in [
            add.send(&client).await.unwrap_err(),
            client.call("crm.contact.list", ()).await.unwrap_err(),
            contact::list()
                .stream(&client)
                .try_next()
                .await
                .unwrap_err(),
        ] {
            assert!(matches!(error, Error::Auth(_)), "{error:?}");
            assert!(error.is_auth());
            for shown in [
                format!("{error}"),
                format!("{error:?}"),
                format!("{client:?}"),
            ] {
                assert!(!shown.contains(SECRET), "{shown}");
            }
        }
    }
    assert_eq!(contact::list().send(&stand.b24).await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_method_that_is_not_there() {
    let stand = Stand::start().await;
    let error = stand
        .b24
        .call("crm.contract.add", json!({ "x": 1 }))
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("ERROR_METHOD_NOT_FOUND"));
    assert!(error.is_invalid() && !error.is_not_found(), "{error:?}");
    assert_eq!(error.api().and_then(|api| api.status), Some(404));
}

#[tokio::test]
async fn raw_calls() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let id = b24
        .call("crm.contact.add", json!({ "fields": { "NAME": "Ada" } }))
        .await
        .unwrap();
    let raw = b24
        .call("crm.contact.get", json!({ "id": id }))
        .await
        .unwrap();
    assert_eq!(raw["NAME"], "Ada");
    let typed: contact::Contact = b24
        .call_as("CRM.CONTACT.GET", json!({ "id": id }))
        .await
        .unwrap();
    assert_eq!(typed.name.as_deref(), Some("Ada"), "any case");
    let none: bitrix24::Json = b24.call("user.current", ()).await.unwrap();
    assert_eq!(none["ID"], "1");
    let wrong = b24
        .call_as::<Vec<contact::Contact>>("crm.contact.add", json!({}))
        .await;
    let error = wrong.unwrap_err();
    assert!(
        matches!(error, Error::Decode { .. } | Error::Invalid(_)),
        "{error:?}"
    );
    let error = b24.call("crm.contact.get", "a text").await.unwrap_err();
    assert!(matches!(error, Error::InvalidArgument { .. }), "{error:?}");
}

#[tokio::test]
async fn a_portal_that_does_not_answer() {
    // Nobody listens there any more.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let b24 = Client::webhook(format!("http://{address}/rest/1/{SECRET}/")).unwrap();
    for error in [
        contact::get(1).send(&b24).await.unwrap_err(),
        contact::add(Fields::new().name("x"))
            .send(&b24)
            .await
            .unwrap_err(),
    ] {
        assert!(
            matches!(error, Error::Transport { .. }),
            "nothing was written: {error:?}"
        );
        assert!(!format!("{error} {error:?}").contains(SECRET), "{error:?}");
    }
}

/// Takes a request and hangs up.
async fn deaf() -> String {
    use tokio::io::AsyncReadExt;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = Vec::new();
            let mut part = [0_u8; 4096];
            while !request.ends_with(b"}") {
                match stream.read(&mut part).await {
                    Ok(0) | Err(_) => break,
                    Ok(read) => request.extend_from_slice(&part[..read]),
                }
            }
        }
    });
    format!("http://{address}/rest/1/{SECRET}/")
}

#[tokio::test]
async fn an_answer_that_is_lost() {
    let b24 = Client::webhook(deaf().await).unwrap();
    let error = contact::add(Fields::new().name("x"))
        .send(&b24)
        .await
        .unwrap_err();
    assert!(error.is_uncertain(), "it may be there: {error:?}");
    assert!(!format!("{error} {error:?}").contains(SECRET), "{error:?}");
    let error = contact::list().send(&b24).await.unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error:?}");
}

#[test]
fn addresses_that_are_none() {
    for wrong in [
        "",
        "portal",
        "https://portal.example/",
        "https://portal.example/rest/",
        "https://portal.example/rest/one/secret0token/",
        "ftp://portal.example/rest/1/secret0token/",
    ] {
        let error = Client::webhook(wrong).unwrap_err();
        assert!(matches!(error, Error::InvalidArgument { .. }), "{error:?}");
        assert!(!error.to_string().contains(SECRET), "{error}");
    }
    assert!(Client::builder().build().is_err());
}

#[tokio::test]
async fn a_portal_that_remembers() {
    let folder = std::env::temp_dir().join(format!("bitrix24-tests-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("portal.db");
    let id = {
        let stand = Stand::with(Portal::builder().data(&file)).await;
        let add = contact::add(Fields::new().name("Ada"));
        add.send(&stand.b24).await.unwrap()
    };
    let stand = Stand::with(Portal::builder().data(&file)).await;
    for client in [&stand.b24, &stand.app] {
        let read = contact::get(id).send(client).await.unwrap();
        assert_eq!(read.name.as_deref(), Some("Ada"));
    }
    assert!(!format!("{:?} {:?}", stand.app, stand.portal).contains(APP_TOKEN));
    drop(stand);
    std::fs::remove_dir_all(folder).unwrap();
}
