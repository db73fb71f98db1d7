mod architecture;
mod book;
mod figures;
mod laws;
mod render;
mod sample;
