//! Icons and logos of timelines.

use serde_json::json;

use crate::client::{Client, send};

#[tokio::test]
async fn pictures_are_kept_and_served() {
    let c = Client::start().await;
    for kind in ["icon", "logo"] {
        let add = json!({ "code": "parcel", "fileContent": "UE5H" });
        let method = |role: &str| format!("crm.timeline.{kind}.{role}");
        let mut made = c.call(&method("add"), add.clone()).await;
        let picture = made[kind].take();
        assert_eq!(picture["code"], "parcel");
        assert_eq!(picture["isSystem"], false, "a boolean");
        let url = format!("{}{}", c.portal.url(), picture["fileUri"].as_str().unwrap());
        assert_eq!(send(&url, "GET", "", b"").await.body, b"PNG");

        let (_, code, _) = c.refused(&method("add"), add).await;
        assert_eq!(code, "INVALID_ARG_VALUE", "there is one");
        let list = c.envelope(&method("list"), json!({})).await;
        assert_eq!(list["result"], json!({ format!("{kind}s"): [picture] }));
        assert_eq!(list["total"], 1);
        let one = json!({ "code": "parcel" });
        assert_eq!(c.call(&method("get"), one.clone()).await[kind], picture);
        assert_eq!(c.call(&method("delete"), one.clone()).await, true);
        assert_eq!(send(&url, "GET", "", b"").await.status, 404);
        for role in ["get", "delete"] {
            let (_, code, _) = c.refused(&method(role), one.clone()).await;
            assert_eq!(code, "NOT_FOUND");
        }
    }
}

#[tokio::test]
async fn what_is_no_picture() {
    let c = Client::start().await;
    let code = async |params| c.refused("crm.timeline.icon.add", params).await.1;
    assert_eq!(code(json!({ "code": "parcel" })).await, "100");
    let broken = json!({ "code": "parcel", "fileContent": "***" });
    assert_eq!(code(broken).await, "INVALID_ARG_VALUE");
}
