//! Keeps `catalogue.json`, the spec as the portal reads it, in step with the spec; see the build script of `bitrix24`.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "regenerate")]
    if std::path::Path::new("../spec").is_dir() {
        if let Err(error) = bitrix24_codegen::build::catalogue_in_build_script(
            "../spec".as_ref(),
            "catalogue.json".as_ref(),
        ) {
            eprintln!("{error}");
            std::process::exit(1);
        }
    }
}
