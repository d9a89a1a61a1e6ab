package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// acquaintance is a client as far as figures need it, opened before the transaction that needs it.
type acquaintance struct {
	version int64           // of the client that was opened
	counted *domain.Counted // nil where the client was erased
}

// acquaint answers the clients with ids, those there are.
func (d Deps) acquaint(ctx context.Context, ids map[string]bool) (map[string]acquaintance, error) {
	var clients map[string]store.Client
	err := d.snapshot(ctx, func(s store.Store) (err error) {
		clients, err = s.ClientsByID(ctx, ids)
		return err
	})
	if err != nil {
		return nil, err
	}
	return d.acquaintances(ctx, clients)
}

func (d Deps) acquaintances(ctx context.Context, clients map[string]store.Client) (map[string]acquaintance, error) {
	births, err := d.births(ctx, clients)
	if err != nil {
		return nil, err
	}
	known := make(map[string]acquaintance, len(clients))
	for id, c := range clients {
		a := acquaintance{version: c.Version}
		if birth, present := births[id]; present {
			a.counted = &domain.Counted{Birth: birth, Wijk: c.Wijk}
		}
		known[id] = a
	}
	return known, nil
}

// lockClients locks the clients that were acquainted, so that they stay as they are until the transaction ends. Where one was
// changed since it was opened, the call begins anew (resource.Again).
func lockClients(ctx context.Context, tx *sql.Tx, known map[string]acquaintance) error {
	ids := make(map[string]bool, len(known))
	for id := range known {
		ids[id] = true
	}
	clients, err := store.In(tx).LockClientsByID(ctx, ids)
	if err != nil {
		return err
	}
	for id, k := range known {
		if c, there := clients[id]; there && c.Version != k.version {
			return resource.Overtaken(sqldb.ErrStale)
		}
	}
	return nil
}
