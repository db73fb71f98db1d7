mod architecture;
mod book;
mod figures;
mod laws;
mod sample;
