mod architecture;
mod book;
mod damage;
mod figures;
mod laws;
mod render;
mod sample;
