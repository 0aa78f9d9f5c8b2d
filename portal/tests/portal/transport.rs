//! Section 5: addresses, bodies, envelopes, batches.

use serde_json::{Value, json};

use crate::client::{APP, Client, send};

#[tokio::test]
async fn addresses_and_spellings_of_methods() {
    let c = Client::start().await;
    for name in [
        "profile",
        "PROFILE",
        "profile.json",
        "profile/",
        "profile.json/",
    ] {
        assert_eq!(c.call(name, json!({})).await["ID"], "1", "{name}");
    }
    let reply = send(
        &format!("{}profile?auth={APP}", c.portal.endpoint()),
        "GET",
        "",
        b"",
    )
    .await;
    assert_eq!(reply.json()["result"]["ID"], "1");
    let bearer = format!("Authorization: Bearer {APP}\r\n");
    let reply = send(
        &format!("{}app.info", c.portal.endpoint()),
        "GET",
        &bearer,
        b"",
    )
    .await;
    assert_eq!(reply.json()["result"]["CODE"], "app.1");
}

#[tokio::test]
async fn who_may_not_call() {
    let c = Client::start().await;
    let base = c.portal.url();
    for (path, status, code) in [
        ("/rest/profile", 401, "NO_AUTH_FOUND"),
        ("/rest/1/wrong/profile", 401, "INVALID_CREDENTIALS"),
        ("/rest/2/wrong/profile", 401, "INVALID_CREDENTIALS"),
        ("/rest/profile?auth=wrong", 401, "invalid_token"),
        // The method is looked up first.
        ("/rest/no.such.method", 404, "ERROR_METHOD_NOT_FOUND"),
    ] {
        let reply = send(&format!("{base}{path}"), "GET", "", b"").await;
        assert_eq!(
            (reply.status, &reply.json()["error"]),
            (status, &json!(code)),
            "{path}"
        );
    }
    assert_eq!(c.refused("event.get", json!({})).await.1, "WRONG_AUTH_TYPE");
    // REST 3 lies apart and says no in a form of its own.
    for (path, status, code) in [
        ("tasks.task.get", 401, "NO_AUTH_FOUND"),
        (
            "crm.contact.get",
            404,
            "BITRIX_REST_V3_EXCEPTION_METHODNOTFOUNDEXCEPTION",
        ),
    ] {
        let reply = send(&format!("{base}/rest/api/{path}"), "GET", "", b"").await;
        assert_eq!(
            (reply.status, &reply.json()["error"]["code"]),
            (status, &json!(code)),
            "{path}"
        );
    }
}

#[tokio::test]
async fn browsers_may_call_from_other_pages() {
    let c = Client::start().await;
    let url = format!("{}crm.contact.add?fields[NAME]=Ada", c.portal.webhook_url());
    let reply = send(&url, "OPTIONS", "", b"").await;
    assert_eq!((reply.status, reply.body.len()), (200, 0));
    assert!(reply.head.contains("access-control-allow-origin: *"));
    assert!(
        reply
            .head
            .contains("access-control-allow-headers: origin, content-type, accept")
    );
    assert_eq!(c.ids(json!({})).await, [0_i64; 0], "asking does nothing");
    let reply = send(&url, "GET", "", b"").await;
    assert!(reply.head.contains("access-control-allow-origin: *"));
}

#[tokio::test]
async fn bodies_in_parts() {
    let c = Client::start().await;
    let url = format!("{}crm.contact.add", c.portal.webhook_url());
    let head = "Content-Type: multipart/form-data; boundary=X\r\n";
    let body =
        b"--X\r\nContent-Disposition: form-data; name=\"fields[NAME]\"\r\n\r\nAda\r\n--X--\r\n";
    let id = send(&url, "POST", head, body).await.json()["result"]
        .as_i64()
        .unwrap();
    assert_eq!(c.get(id).await["NAME"], "Ada");
}

#[tokio::test]
async fn answers_in_xml() {
    let c = Client::start().await;
    let text = async |method: &str| {
        let url = format!("{}{method}", c.portal.webhook_url());
        let reply = send(&url, "GET", "", b"").await;
        assert!(reply.head.contains("content-type: text/xml"));
        (reply.status, String::from_utf8(reply.body).unwrap())
    };
    let (status, body) = text("profile.xml").await;
    assert_eq!(status, 200);
    assert!(body.contains("<response><result><ID>1</ID>"), "{body}");
    let (status, body) = text("crm.contact.get.xml?id=7").await;
    assert_eq!(status, 400);
    assert!(
        body.contains("<error_description>Not found</error_description>"),
        "{body}"
    );
}

#[tokio::test]
async fn the_body_wins_over_the_query_and_bad_json_is_nothing() {
    let c = Client::start().await;
    let one = c.contact(json!({ "NAME": "One" })).await;
    let two = c.contact(json!({ "NAME": "Two" })).await;
    let url = format!("{}crm.contact.get?id={one}", c.portal.webhook_url());
    let json_head = "Content-Type: application/json\r\n";
    let name = |reply: crate::client::Reply| reply.json()["result"]["NAME"].clone();
    assert_eq!(
        name(
            send(
                &url,
                "POST",
                json_head,
                format!("{{\"id\":{two}}}").as_bytes()
            )
            .await
        ),
        "Two"
    );
    assert_eq!(name(send(&url, "POST", json_head, b"{oops").await), "One");
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    assert_eq!(
        name(send(&url, "POST", form, format!("id={two}").as_bytes()).await),
        "Two"
    );
    let add = format!("{}crm.contact.add", c.portal.webhook_url());
    let body =
        b"fields[NAME]=Ada+L&fields[PHONE][0][VALUE]=%2B44&fields[PHONE][0][VALUE_TYPE]=HOME";
    let id = send(&add, "POST", form, body).await.json()["result"]
        .as_i64()
        .unwrap();
    assert_eq!(c.get(id).await["PHONE"][0]["VALUE"], "+44");
}

#[tokio::test]
async fn envelopes() {
    let c = Client::start().await;
    let body = c.envelope("crm.contact.list", json!({})).await;
    assert_eq!(
        (&body["result"], &body["total"], body.get("next")),
        (&json!([]), &json!(0), None)
    );
    let time = &body["time"];
    assert!(time["start"].is_f64() && time["finish"].is_f64() && time["duration"].is_f64());
    assert!(time["date_start"].as_str().unwrap().ends_with("+03:00"));
    assert!(time.get("operating").is_none());
}

async fn batch(c: &Client, cmd: Value) -> Value {
    c.call("batch", json!({ "halt": 0, "cmd": cmd })).await
}

#[tokio::test]
async fn batch_answers_in_php_arrays() {
    let c = Client::start().await;
    let all = batch(&c, json!({ "a": "profile", "b": "crm.contact.list" })).await;
    assert_eq!(all["result"]["a"]["ID"], "1");
    assert_eq!(all["result_error"], json!([]));
    assert_eq!(all["result_total"], json!({ "b": 0 }));
    assert_eq!(all["result_next"], json!([]));
    let all = batch(&c, json!(["profile", "no.such.method", "profile"])).await;
    assert!(
        all["result"]["0"].is_object() && all["result"]["2"].is_object(),
        "keys with a gap make an object"
    );
    assert_eq!(all["result_error"]["1"]["error"], "ERROR_METHOD_NOT_FOUND");
    assert!(all["result_error"]["1"].get("status").is_none());
    assert!(batch(&c, json!(["profile", "profile"])).await["result"].is_array());
    assert_eq!(batch(&c, json!({})).await["result"], json!([]));
    assert_eq!(
        batch(&c, json!({ "a": 5, "b": "profile" })).await["result"]
            .as_object()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn batch_halts_and_counts() {
    let c = Client::start().await;
    let cmd = json!({ "a": "profile", "b": "crm.contact.get?id=0", "c": "profile" });
    let all = c.call("batch", json!({ "HALT": 1, "CMD": cmd })).await;
    assert_eq!(
        all["result"]
            .as_object()
            .unwrap()
            .keys()
            .collect::<Vec<_>>(),
        ["a"]
    );
    assert_eq!(all["result_error"]["b"]["error"], "");
    let many: Vec<&str> = vec!["profile"; 52];
    let all = batch(&c, json!(many)).await;
    assert_eq!(all["result"].as_array().unwrap().len(), 50);
    assert_eq!(
        all["result_error"]["51"]["error"],
        "ERROR_BATCH_LENGTH_EXCEEDED"
    );
    let all = batch(&c, json!({ "x": "batch?cmd[a]=profile" })).await;
    assert_eq!(
        all["result_error"]["x"]["error"],
        "ERROR_BATCH_METHOD_NOT_ALLOWED"
    );
}

#[tokio::test]
async fn batch_commands_are_decoded_whatever_the_body_was() {
    let c = Client::start().await;
    let cmd = json!({ "a": "crm.contact.add?fields%5BNAME%5D=A%26B&fields%5BLAST_NAME%5D=100%25" });
    let id = batch(&c, cmd).await["result"]["a"].as_i64().unwrap();
    let contact = c.get(id).await;
    assert_eq!(
        (&contact["NAME"], &contact["LAST_NAME"]),
        (&json!("A&B"), &json!("100%"))
    );
    let id = batch(&c, json!({ "a": "crm.contact.add?fields[NAME]=A&B" })).await["result"]["a"]
        .as_i64()
        .unwrap();
    assert_eq!(c.get(id).await["NAME"], "A");
}

#[tokio::test]
async fn batch_references() {
    let c = Client::start().await;
    let all = batch(
        &c,
        json!({
            "made": "crm.contact.add?fields[NAME]=Ada",
            "read": "crm.contact.get?id=$result[made]",
            "note": "crm.contact.update?id=$result[made]&fields[COMMENTS]=number $result[made], $total[list]",
            "list": "crm.contact.list?filter[ID]=$result[made]",
            "text": "crm.contact.update?id=$RESULT[list][0][ID]&fields[POST]=of $total[list] in $result[list]",
        }),
    )
    .await;
    assert_eq!(all["result"]["read"]["NAME"], "Ada");
    assert_eq!(all["result_error"], json!([]));
    let contact = c.get(all["result"]["made"].as_i64().unwrap()).await;
    assert_eq!(contact["POST"], "of 1 in $result[list]");
    assert_eq!(
        contact["COMMENTS"],
        format!("number {}, ", all["result"]["made"])
    );
}

#[tokio::test]
async fn pages_are_chained_inside_a_batch() {
    let c = Client::with(bitrix24_portal::Portal::builder().seed("contacts", 130)).await;
    let page = |from: &str| {
        format!(
            "crm.contact.list?start=-1&order%5BID%5D=ASC&filter%5B%3EID%5D={from}&select%5B%5D=ID"
        )
    };
    let cmd = json!({ "p0": page("0"), "p1": page("$result[p0][49][ID]"), "p2": page("$result[p1][49][ID]") });
    let all = batch(&c, cmd).await;
    let count = |key: &str| all["result"][key].as_array().unwrap().len();
    assert_eq!((count("p0"), count("p1"), count("p2")), (50, 50, 30));
    assert_eq!(all["result"]["p2"][29]["ID"], "130");
}

#[tokio::test]
async fn methods_without_a_handler_answer_with_a_sample() {
    let c = Client::start().await;
    let url = format!("{}user.fields", c.portal.webhook_url());
    let reply = send(&url, "GET", "", b"").await;
    assert_eq!(reply.status, 200);
    assert!(reply.head.contains("x-portal-sample: 1"));
    let (status, body) = c.app("event.offline.clear", json!({})).await;
    assert_eq!((status, &body["error"]), (400, &json!("ERROR_ARGUMENT")));
    assert_eq!(
        body["argument"], "process_id",
        "required parameters are asked for"
    );
    let url = format!("{}profile", c.portal.webhook_url());
    assert!(
        !send(&url, "GET", "", b"")
            .await
            .head
            .contains("x-portal-sample")
    );
}

#[tokio::test]
async fn many_calls_at_once() {
    let c = std::sync::Arc::new(Client::start().await);
    let calls: Vec<_> = (0..40)
        .map(|n| {
            let c = std::sync::Arc::clone(&c);
            tokio::spawn(async move { c.contact(json!({ "NAME": n.to_string() })).await })
        })
        .collect();
    let mut ids = Vec::new();
    for call in calls {
        ids.push(call.await.unwrap());
    }
    ids.sort_unstable();
    assert_eq!(ids, (1..=40).collect::<Vec<_>>());
}
