//! Events from the portal to a handler.

use std::time::Duration;

use bitrix24::crm::contact::{self, userfield};
use bitrix24::crm::userfield::{Changes, Choice, FieldType, Fields};
use bitrix24::{Client, Event, EventError, event, event_names};
use bitrix24_tests::{APP_TOKEN, APPLICATION_TOKEN, Stand};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

/// The body of a request, which is answered.
async fn body(mut stream: TcpStream) -> Vec<u8> {
    let mut request = Vec::new();
    let mut part = [0_u8; 4096];
    loop {
        let read = stream.read(&mut part).await.unwrap();
        assert!(read > 0, "a whole request");
        request.extend_from_slice(&part[..read]);
        let Some(end) = request.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&request[..end]).to_lowercase();
        let length = head.split("content-length: ").nth(1).unwrap();
        let length: usize = length.lines().next().unwrap().parse().unwrap();
        if request.len() >= end + 4 + length {
            stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                .await
                .unwrap();
            return request.split_off(end + 4);
        }
    }
}

/// A handler that hands on what it gets.
async fn listen() -> (String, UnboundedReceiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/events", listener.local_addr().unwrap());
    let (tell, told) = unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if tell.send(body(stream).await).is_err() {
                break;
            }
        }
    });
    (address, told)
}

async fn next(told: &mut UnboundedReceiver<Vec<u8>>) -> Vec<u8> {
    let body = timeout(Duration::from_secs(20), told.recv()).await;
    body.expect("an event").unwrap()
}

async fn bind(app: &Client, names: &[&str]) -> UnboundedReceiver<Vec<u8>> {
    let (address, told) = listen().await;
    for name in names {
        let bind = event::bind(*name, address.as_str());
        bind.send(app).await.unwrap();
    }
    told
}

#[tokio::test]
async fn contacts() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let names = [
        event_names::CRM_CONTACT_ADD,
        event_names::CRM_CONTACT_UPDATE,
        event_names::CRM_CONTACT_DELETE,
    ];
    let mut told = bind(&stand.app, &names).await;
    let verify = |body: &[u8]| Event::verify(body, APPLICATION_TOKEN).unwrap();

    let add = contact::add(contact::Fields::new().name("Ada"));
    let id = add.send(b24).await.unwrap();
    let body = next(&mut told).await;
    let Event::CrmContactAdd(added) = verify(&body) else {
        panic!("{}", String::from_utf8_lossy(&body))
    };
    assert_eq!(added.data.id, id);
    assert!(added.ts.is_some() && added.handler_id.is_some());
    assert_eq!(
        added.auth.application_token.as_deref(),
        Some(APPLICATION_TOKEN)
    );
    assert_eq!(
        added.auth.domain.as_deref(),
        stand.portal.url().strip_prefix("http://")
    );
    let shown = format!("{added:?}");
    assert!(
        !shown.contains(APP_TOKEN) && !shown.contains(APPLICATION_TOKEN),
        "{shown}"
    );
    // The event brings access along.
    let (endpoint, token) = (
        added.auth.client_endpoint.unwrap(),
        added.auth.access_token.unwrap(),
    );
    let client = Client::builder().token(endpoint, token).build().unwrap();
    let read = contact::get(added.data.id).send(&client).await.unwrap();
    assert_eq!(read.name.as_deref(), Some("Ada"));

    let update = contact::update(id, contact::Changes::new().post("x"));
    update.send(b24).await.unwrap();
    let body = next(&mut told).await;
    assert!(
        matches!(verify(&body), Event::CrmContactUpdate(event) if event.data.id == id),
        "{}",
        String::from_utf8_lossy(&body)
    );
    contact::delete(id).send(b24).await.unwrap();
    let body = next(&mut told).await;
    assert!(
        matches!(verify(&body), Event::CrmContactDelete(event) if event.data.id == id),
        "{}",
        String::from_utf8_lossy(&body)
    );
}

#[tokio::test]
async fn custom_fields() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let names = [
        event_names::CRM_CONTACT_USER_FIELD_ADD,
        event_names::CRM_CONTACT_USER_FIELD_UPDATE,
        event_names::CRM_CONTACT_USER_FIELD_DELETE,
        event_names::CRM_CONTACT_USER_FIELD_SET_ENUM_VALUES,
    ];
    let mut told = bind(&stand.app, &names).await;
    let fields = Fields::new("TIER", FieldType::Enumeration);
    let id = userfield::add(fields).send(b24).await.unwrap();
    let changes = Changes::new().list([Choice::new().value("Gold")]);
    userfield::update(id, changes).send(b24).await.unwrap();
    userfield::delete(id).send(b24).await.unwrap();
    let mut seen = Vec::new();
    for _ in 0..4 {
        let body = next(&mut told).await;
        let (kind, data) = match Event::verify(&body, APPLICATION_TOKEN).unwrap() {
            Event::CrmContactUserFieldAdd(event) => ("add", event.data),
            Event::CrmContactUserFieldUpdate(event) => ("update", event.data),
            Event::CrmContactUserFieldDelete(event) => ("delete", event.data),
            Event::CrmContactUserFieldSetEnumValues(event) => ("values", event.data),
            other => panic!("{other:?}"),
        };
        assert_eq!(data.id, id, "{kind}");
        assert_eq!(data.entity_id.as_deref(), Some("CRM_CONTACT"), "{kind}");
        assert_eq!(data.field_name.as_deref(), Some("UF_CRM_TIER"), "{kind}");
        seen.push(kind);
    }
    seen.sort_unstable();
    assert_eq!(seen, ["add", "delete", "update", "values"]);
}

#[tokio::test]
async fn tokens() {
    let stand = Stand::start().await;
    let mut told = bind(&stand.app, &[event_names::CRM_CONTACT_ADD]).await;
    let add = contact::add(contact::Fields::new().name("Ada"));
    add.send(&stand.b24).await.unwrap();
    let body = next(&mut told).await;
    assert!(Event::verify(&body, stand.portal.application_token()).is_ok());
    for (wrong, error) in [
        ("another", EventError::WrongToken),
        ("application-secre", EventError::WrongToken),
        ("application-secret2", EventError::WrongToken),
        ("Application-secret", EventError::WrongToken),
        ("", EventError::NoToken),
    ] {
        assert_eq!(Event::verify(&body, wrong).unwrap_err(), error, "{wrong}");
    }
    let text = String::from_utf8(body).unwrap();
    let without: Vec<&str> = text
        .split('&')
        .filter(|pair| !pair.contains("application_token"))
        .collect();
    assert!(without.len() + 1 == text.split('&').count());
    let error = Event::verify(without.join("&").as_bytes(), APPLICATION_TOKEN).unwrap_err();
    assert_eq!(error, EventError::NoToken);

    // Events that the spec does not know, and what is no event.
    let other = text.replace("ONCRMCONTACTADD", "ONSOMETHINGNEW");
    let Event::Other(other) = Event::verify(other.as_bytes(), APPLICATION_TOKEN).unwrap() else {
        panic!("an unknown event")
    };
    assert_eq!(other.name, "ONSOMETHINGNEW");
    assert!(other.data["FIELDS"]["ID"].is_string());
    for broken in ["", "x", "event=", "event[]=1", "data[FIELDS][ID]=1"] {
        assert!(
            Event::verify(broken.as_bytes(), APPLICATION_TOKEN).is_err(),
            "{broken}"
        );
    }
    let id = text.split('&').find(|pair| pair.starts_with("data"));
    let malformed = text.replace(id.unwrap(), "data[FIELDS][ID]=soon");
    let error = Event::verify(malformed.as_bytes(), APPLICATION_TOKEN).unwrap_err();
    assert!(error.to_string().contains("ID"), "{error}");
}
