//! No secret in anything that is printed.

use bitrix24_client::custom::CustomFile;
use bitrix24_client::{Call, Client, EmbedRequest, Envelope, Error, Method, Retry, decode};
use serde_json::json;

use crate::server::{Answer, Server, TOKEN, once, result};

static ADD: Method = Method::add("some.thing.add");

fn hides(secret: &str, what: &(impl std::fmt::Debug + ?Sized)) {
    let shown = format!("{what:?} {what:#?}");
    assert!(!shown.contains(secret), "{shown}");
}

/// Everything that an error says, its sources included.
fn error_hides(secret: &str, error: &Error) {
    hides(secret, error);
    let mut source: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = source {
        assert!(!format!("{error} {error:?}").contains(secret), "{error:?}");
        source = error.source();
    }
}

#[tokio::test]
async fn clients_and_errors() {
    let server = Server::start(|asked| match asked.method() {
        "cut" => Answer::Cut,
        "gone" => Answer::Gone,
        // Gateways repeat the address that was asked for.
        "address" => result(json!([format!(
            "https://example.com{}/?token=x",
            asked.path
        )])),
        "html" => Answer::Body(
            404,
            format!("The requested URL {} was not found", asked.path),
        ),
        "redirect" => Answer::Header(302, "Location: /x", asked.path.clone()),
        _ => Answer::Body(
            400,
            json!({ "error": asked.path, "error_description": asked.path, "argument": asked.path })
                .to_string(),
        ),
    });
    hides(TOKEN, &server.client);
    hides(TOKEN, &Client::builder().webhook(&server.url));
    for method in ["cut", "gone", "html", "redirect", "refused"] {
        let error = server.client.call(method, ()).await.unwrap_err();
        error_hides(TOKEN, &error);
    }
    let surprise = server.client.call_as::<Vec<i64>>("address", ()).await;
    error_hides(TOKEN, &surprise.unwrap_err());
    let nobody = once(&format!("http://127.0.0.1:1/rest/1/{TOKEN}/"));
    error_hides(TOKEN, &nobody.call("a.b", ()).await.unwrap_err());
    let short = Client::builder()
        .webhook(format!("http://10.255.255.1/rest/1/{TOKEN}/"))
        .retry(Retry::never())
        .timeout(std::time::Duration::from_millis(30))
        .build()
        .unwrap();
    error_hides(
        TOKEN,
        &Call::<i64>::new(&ADD).send(&short).await.unwrap_err(),
    );

    let token = Client::builder()
        .token("http://127.0.0.1:1/rest/", TOKEN)
        .retry(Retry::never())
        .build()
        .unwrap();
    hides(TOKEN, &token);
    hides(TOKEN, &token.call("a.b", ()));
    error_hides(TOKEN, &token.call("a.b", ()).await.unwrap_err());
}

#[test]
fn addresses() {
    for url in [
        format!("https://example.com/{TOKEN}"),
        format!("https://example.com/rest/x/{TOKEN}/"),
        format!("ftp://example.com/rest/1/{TOKEN}/"),
        format!("example.com/rest/1/{TOKEN}/"),
        format!("https://{TOKEN}@/rest/1/x/"),
        format!("https://example.com/rest/1/{TOKEN}/profile.json"),
    ] {
        error_hides(TOKEN, &Client::webhook(&url).unwrap_err());
    }
    for url in [
        "https://example.com/rest/1/abc/",
        "https://example.com/rest/1/abc",
        "http://example.com:8024/rest/1/abc?x=1",
    ] {
        assert!(
            Client::webhook(url)
                .unwrap()
                .host()
                .starts_with("example.com")
        );
    }
    assert_eq!(
        format!(
            "{:?}",
            Client::webhook("http://example.com:8024/rest/1/abc").unwrap()
        ),
        "Client(example.com:8024)"
    );
}

#[test]
fn files() {
    let url = format!("/bitrix/x.php?auth={TOKEN}&id=5");
    let json = json!({ "id": 5, "showUrl": url, "downloadUrl": url });
    let file: CustomFile = decode::from_json(&json).unwrap();
    hides(TOKEN, &file);
    assert!(format!("{file:?}").contains("/bitrix/x.php?auth="));
}

#[test]
fn events() {
    let body = format!(
        "event=onX&data[a]=1&auth[access_token]={TOKEN}&auth[refresh_token]={TOKEN}&auth[application_token]={TOKEN}"
    );
    hides(TOKEN, &Envelope::verify(body.as_bytes(), TOKEN).unwrap());
    hides(
        TOKEN,
        &Envelope::verify(body.as_bytes(), "other").unwrap_err(),
    );
    let query = format!("DOMAIN=example.com&PROTOCOL=1&APP_SID={TOKEN}");
    let body = format!("AUTH_ID={TOKEN}&REFRESH_ID={TOKEN}&PLACEMENT=X&PLACEMENT_OPTIONS=");
    let request = EmbedRequest::parse(&query, body.as_bytes()).unwrap();
    hides(TOKEN, &request);
    hides(TOKEN, &request.client().unwrap());
}
