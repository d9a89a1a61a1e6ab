package sample

import "context"

// LoadInBatches is Load with batches of another size, of which a small year takes several too.
func LoadInBatches(ctx context.Context, c Clients, y Year, p Progress, size int) (Loaded, error) {
	return (&loader{Clients: c, year: y, progress: p, batch: size}).bring(ctx)
}
