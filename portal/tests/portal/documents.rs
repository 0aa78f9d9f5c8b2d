//! Documents of records, their templates and their numbers.

use serde_json::{Value, json};

use crate::client::{Client, send};

struct Office {
    c: Client,
    deal: Value,
    template: Value,
}

impl Office {
    async fn open() -> Self {
        let c = Client::start().await;
        let deal = json!({ "fields": { "TITLE": "A" } });
        let deal = c.call("crm.deal.add", deal).await;
        let sequence = json!({ "start": 5, "step": 5, "length": 3 });
        let settings =
            json!({ "Bitrix_Main_Numerator_Generator_SequentNumberGenerator": sequence });
        let numerator = json!({ "fields": { "name": "Offers", "template": "O-{NUMBER}", "settings": settings } });
        let numerator = c
            .call("crm.documentgenerator.numerator.add", numerator)
            .await;
        let fields = json!({
            "name": "Offer", "file": ["offer.docx", "UEsDBA=="], "region": "de", "entityTypeId": ["2"],
            "numeratorId": numerator["numerator"]["id"],
        });
        let template = c
            .call(
                "crm.documentgenerator.template.add",
                json!({ "fields": fields }),
            )
            .await["template"]
            .take();
        Self { c, deal, template }
    }

    async fn make(&self, more: Value) -> Value {
        let mut params =
            json!({ "templateId": self.template["id"], "entityTypeId": 2, "entityId": self.deal });
        if let (Some(all), Value::Object(more)) = (params.as_object_mut(), more) {
            all.extend(more);
        }
        self.document("add", params).await["document"].take()
    }

    async fn document(&self, role: &str, params: Value) -> Value {
        let method = format!("crm.documentgenerator.document.{role}");
        self.c.call(&method, params).await
    }
}

#[tokio::test]
async fn templates_are_read_by_their_ids() {
    let office = Office::open().await;
    let template = &office.template;
    assert_eq!(template["active"], "Y", "they are when it is left out");
    assert!(template["createTime"].is_string(), "{template}");
    let id = template["id"].to_string();
    let filter = json!({ "filter": { "=region": "de" }, "select": ["id", "name"] });
    let list = office
        .c
        .call("crm.documentgenerator.template.list", filter)
        .await;
    assert_eq!(
        list["templates"],
        json!({ id: { "id": template["id"], "name": "Offer" } })
    );
}

#[tokio::test]
async fn documents_are_numbered_by_their_numerator() {
    let office = Office::open().await;
    let one = office.make(json!({ "stampsEnabled": 1 })).await;
    assert_eq!(
        (&one["number"], &one["title"]),
        (&json!("O-005"), &json!("Offer O-005"))
    );
    assert_eq!(one["stampsEnabled"], true);
    assert_eq!(one["values"]["_creationMethod"], "rest");
    let said = json!({
        "values": { "DocumentNumber": "X-1", "Note": "By courier" },
        "fields": { "DocumentTitle": { "VALUE": "Offer for spring" } },
    });
    let two = office.make(said).await;
    assert_eq!(
        (&two["number"], &two["title"]),
        (&json!("X-1"), &json!("Offer for spring"))
    );
    assert_eq!(two["values"]["Note"], "By courier");
    assert_eq!(office.make(json!({})).await["number"], "O-010");

    let file = send(two["downloadUrl"].as_str().unwrap(), "GET", "", b"").await;
    assert_eq!(file.body, b"PK\x03\x04", "the file of the template");
    let filter =
        json!({ "filter": { "entityTypeId": 2, "number": "X-1" }, "select": ["id", "title"] });
    assert_eq!(
        office.document("list", filter).await,
        json!({ "documents": [{ "id": two["id"], "title": "Offer for spring" }] })
    );
}

#[tokio::test]
async fn a_document_is_made_anew_published_and_deleted() {
    let office = Office::open().await;
    let id = office.make(json!({ "values": { "Note": "a" } })).await["id"].take();
    let change = json!({ "id": id, "values": { "DocumentNumber": "Y-2" }, "stampsEnabled": 0 });
    let changed = office.document("update", change).await["document"].take();
    assert_eq!(changed["number"], "Y-2");
    assert_eq!(changed["stampsEnabled"], false);
    assert_eq!(changed["values"]["Note"], "a");
    assert_eq!(changed["updatedBy"], 1);

    let public = office
        .document("enablepublicurl", json!({ "id": id }))
        .await;
    assert!(public["publicUrl"].is_string(), "{public}");
    let read = office.document("get", json!({ "id": id })).await;
    assert_eq!(read["document"]["publicUrl"], public["publicUrl"]);
    let private = json!({ "id": id, "status": 0 });
    let private = office.document("enablepublicurl", private).await;
    assert_eq!(private, json!({ "publicUrl": null }));

    office.document("delete", json!({ "id": id })).await;
    let url = changed["downloadUrl"].as_str().unwrap();
    assert_eq!(send(url, "GET", "", b"").await.status, 404);
    for role in ["get", "update", "delete", "enablepublicurl"] {
        let method = format!("crm.documentgenerator.document.{role}");
        let (_, code, _) = office.c.refused(&method, json!({ "id": id })).await;
        assert_eq!(code, "0", "{method}");
    }
}

#[tokio::test]
async fn a_document_that_was_made_elsewhere() {
    let office = Office::open().await;
    let fields = json!({
        "entityTypeId": 2, "entityId": office.deal, "title": "Note", "number": "DN-7", "region": "de",
        "fileContent": "UEsDBA==", "pdfContent": "JVBERg==",
    });
    let made = office.document("upload", json!({ "fields": fields })).await["document"].take();
    assert_eq!(made["number"], "DN-7");
    let pdf = send(made["pdfUrl"].as_str().unwrap(), "GET", "", b"").await;
    assert_eq!(pdf.body, b"%PDF");
    assert_eq!(made["imageUrl"], Value::Null);
    let nobody = json!({ "templateId": office.template["id"], "entityTypeId": 2, "entityId": 99 });
    let add = "crm.documentgenerator.document.add";
    assert_eq!(office.c.refused(add, nobody).await.1, "0");
    let nothing = json!({ "templateId": 99, "entityTypeId": 2, "entityId": office.deal });
    assert_eq!(office.c.refused(add, nothing).await.1, "0");
}

#[tokio::test]
async fn files_of_documents_go_with_the_record() {
    let office = Office::open().await;
    let made = office.make(json!({})).await;
    let address = made["downloadUrl"].as_str().unwrap().to_owned();
    assert_eq!(send(&address, "GET", "", b"").await.status, 200);
    let deal = json!({ "id": office.deal });
    office.c.call("crm.deal.delete", deal).await;
    assert_eq!(send(&address, "GET", "", b"").await.status, 404);
}
