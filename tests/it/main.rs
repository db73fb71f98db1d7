mod architecture;
mod book;
mod figures;
mod laws;
mod real;
mod render;
mod sample;
