//! Starting, stopping, keeping.

use bitrix24_portal::{Model, Portal, PortalError};
use serde_json::json;
use tokio::net::TcpStream;

use crate::client::Client;

#[tokio::test]
async fn a_dropped_portal_is_gone() {
    let portal = Portal::start().await.unwrap();
    let host = portal.url().trim_start_matches("http://").to_owned();
    assert!(TcpStream::connect(&host).await.is_ok());
    drop(portal);
    for _ in 0..100 {
        if TcpStream::connect(&host).await.is_err() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the port is still open");
}

#[tokio::test]
async fn a_file_keeps_everything() {
    let path = std::env::temp_dir().join(format!("b24portal-{}.db", std::process::id()));
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
    let builder = || Portal::builder().data(&path).seed("contacts", 3);
    let c = Client::with(builder()).await;
    c.custom_field(json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "TIER" }))
        .await;
    let id = c
        .contact(json!({ "NAME": "Ada", "UF_CRM_TIER": "gold", "COMPANY_ID": 3, "PARENT_ID_5": 6 }))
        .await;
    let before = c.get(id).await;
    let port = |c: &Client| c.portal.url().rsplit(':').next().unwrap().to_owned();
    // Not stopped first: what was answered is on the disk.
    let again = Client::with(builder()).await;
    assert_eq!(again.get(id).await, before);
    assert_eq!(
        again
            .ids(json!({ "UF_CRM_TIER": "gold", "PARENT_ID_5": 6 }))
            .await,
        [id]
    );
    let addresses = [&c, &again].map(|c| c.portal.webhook_url().replace(&port(c), "port"));
    assert_eq!(addresses[0], addresses[1], "the token of the webhook stays");
    assert_eq!(
        again.ids(json!({})).await,
        [1, 2, 3, id],
        "made-up records are made up once"
    );
    drop((c, again));
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
}

#[tokio::test]
async fn what_is_made_up_belongs_to_somebody() {
    let builder = Portal::builder()
        .seed("companies", 2)
        .seed("activities", 3)
        .seed("requisites", 1);
    let c = Client::with(builder).await;
    let companies = c.call("crm.company.list", json!({})).await;
    assert_eq!(companies.as_array().unwrap().len(), 2);
    assert_eq!(c.ids(json!({})).await, [1, 2, 3], "contacts to belong to");
    let params = json!({ "select": ["ID", "SUBJECT", "BINDINGS"], "order": { "ID": "ASC" } });
    let rows = c.call("crm.activity.list", params).await;
    assert_eq!(
        rows[2],
        json!({ "ID": "3", "SUBJECT": "Activity 3", "BINDINGS": [{ "OWNER_TYPE_ID": "3", "OWNER_ID": "3" }] })
    );
    let gone = json!({ "id": 1 });
    c.call("crm.contact.delete", gone).await;
    let left = c.call("crm.activity.list", json!({})).await;
    assert_eq!(left.as_array().unwrap().len(), 2);
    let left = c.call("crm.requisite.list", json!({})).await;
    assert_eq!(left, json!([]));
}

#[tokio::test]
async fn another_model() {
    let c = Client::with(Portal::builder().model(Model::default())).await;
    assert_eq!(c.refused("crm.contact.list", json!({})).await.0, 404);
    assert_eq!(c.call("profile", json!({})).await["ID"], "1");
}

#[tokio::test]
async fn what_cannot_start() {
    assert!(matches!(
        Portal::builder().utc_offset(100_000).start().await,
        Err(PortalError::Offset(100_000))
    ));
    assert!(matches!(
        Portal::builder().data("/no/such/folder/x.db").start().await,
        Err(PortalError::Database(_))
    ));
    assert!(matches!(
        Portal::builder().seed("unicorns", 1).start().await,
        Err(PortalError::Seed(_))
    ));
    let portal = Portal::start().await.unwrap();
    let port = portal.url().rsplit(':').next().unwrap().parse().unwrap();
    assert!(matches!(
        Portal::builder().port(port).start().await,
        Err(PortalError::Io(_))
    ));
}
