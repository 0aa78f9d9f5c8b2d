//! Temporary driver.
fn main() {
    let text = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let model: bitrix24_codegen::model::Model = serde_json::from_str(&text).unwrap();
    let out = bitrix24_codegen::emit::emit(&model, &Default::default()).unwrap();
    println!("{:?}", out.write(std::path::Path::new("/tmp/emit-try")).unwrap());
}
