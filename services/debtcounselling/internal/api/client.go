package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/events"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// The classes of data of clients that the processing log tells apart.
const (
	identity       = "identity"        // names, birth, address, contact
	probableDouble = "probable-double" // that somebody else may be the same person
	everything     = "everything"      // that is kept about the client
)

func (d Deps) vault() privacy.Vault { return d.Privacy.Vault(events.Service) }

func (d Deps) finder() person.Finder { return person.FinderOf(d.Privacy, events.Service) }

// addresses are found by postal code and number of the house.
func (d Deps) addresses() privacy.Lookup { return d.Privacy.Lookup(events.Service, "address") }

// sealedClient is what is sealed of a client, as JSON: a field that comes later is absent from what was sealed before.
type sealedClient struct {
	person.Sealed
	Sex         string `json:"sex,omitempty"`
	Street      string `json:"street,omitempty"`
	HouseNumber string `json:"house_number,omitempty"`
	Addition    string `json:"addition,omitempty"`
	Postcode    string `json:"postcode,omitempty"`
	City        string `json:"city,omitempty"`
}

// The places of what is sealed in the row of a client.
const (
	clientField = "client"
	bsnField    = "bsn"
)

// seal answers a client as it is kept, with the hashes it is found by. Error: NOT_FOUND (CLIENT_ERASED).
func (d Deps) seal(keys privacy.Keys, finder person.Finder, c domain.Client) (store.Client, error) {
	text, err := json.Marshal(sealedClient{
		Sealed: c.Sealed(), Sex: c.Sex, Street: c.Address.Street, HouseNumber: c.Address.HouseNumber,
		Addition: c.Address.Addition, Postcode: c.Address.Postcode, City: c.Address.City,
	})
	if err != nil {
		return store.Client{}, fmt.Errorf("encode a client: %w", err)
	}
	row := store.Client{
		ID: c.ID, SealedBSN: []byte{}, Hashes: finder.Hashes(c.Person), Wijk: c.Wijk, BirthYear: c.Birth.YearOf(),
		Household: c.Household, Recorder: c.Recorder, State: c.State, Version: c.Version, Created: c.Created, Updated: c.Updated,
	}
	if c.Address.Postcode != "" && c.Address.HouseNumber != "" {
		row.Hashes = append(row.Hashes, d.addresses().Hash(c.Address.Postcode, c.Address.HouseNumber))
	}
	if row.Sealed, err = keys.Seal(c.ID, c.ID, clientField, text); err != nil {
		return row, erased(err)
	}
	if c.BSN != "" {
		row.SealedBSN, err = keys.Seal(c.ID, c.ID, bsnField, []byte(c.BSN))
	}
	return row, erased(err)
}

// open answers clients, whose keys it reads with one query. Who was erased meanwhile is not among them.
func (d Deps) open(ctx context.Context, rows ...store.Client) ([]domain.Client, error) {
	return privacy.OpenEach(ctx, d.vault(), rows, func(row store.Client) string { return row.ID }, open)
}

// clientsByID answers the clients with ids, those there are, also who was erased.
func (d Deps) clientsByID(ctx context.Context, ids map[string]bool) (clients []store.Client, err error) {
	err = d.snapshot(ctx, func(st store.Store) error {
		found, err := st.ClientsByID(ctx, ids)
		clients = slices.Collect(maps.Values(found))
		return err
	})
	return clients, err
}

// openAll answers the clients with ids, all of whom must be there still. Error: NOT_FOUND (CLIENT_ERASED).
func (d Deps) openAll(ctx context.Context, ids map[string]bool) ([]domain.Client, error) {
	rows, err := d.clientsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	clients, err := d.open(ctx, rows...)
	if err == nil && len(clients) < len(ids) {
		err = store.Client{State: domain.Erased}.Use()
	}
	return clients, err
}

// openOne answers one client, and the key to seal it again. Error: NOT_FOUND (CLIENT_ERASED).
func (d Deps) openOne(ctx context.Context, row store.Client) (domain.Client, privacy.Keys, error) {
	if err := row.Use(); err != nil {
		return domain.Client{}, privacy.Keys{}, err
	}
	keys, err := d.vault().Keys(ctx, row.ID)
	if err != nil {
		return domain.Client{}, keys, err
	}
	c, err := open(keys, row)
	return c, keys, erased(err)
}

// open answers a client. Errors: privacy.ErrErased; another where the row is not what was sealed.
func open(keys privacy.Keys, row store.Client) (domain.Client, error) {
	c := domain.Client{
		ID: row.ID, Wijk: row.Wijk, Household: row.Household, Recorder: row.Recorder, State: row.State,
		Version: row.Version, Created: row.Created, Updated: row.Updated,
	}
	text, err := keys.Open(row.ID, row.ID, clientField, row.Sealed)
	if err != nil {
		return c, err
	}
	var sealed sealedClient
	err = json.Unmarshal(text, &sealed)
	if err == nil {
		c.Person, err = sealed.Person()
	}
	if err != nil {
		// The error itself may quote what it could not read.
		return c, errors.New("decode a client: what was sealed is no client")
	}
	c.Sex = sealed.Sex
	c.Address = domain.Address{
		Street: sealed.Street, HouseNumber: sealed.HouseNumber, Addition: sealed.Addition, Postcode: sealed.Postcode,
		City: sealed.City,
	}
	if len(row.SealedBSN) > 0 {
		var bsn []byte
		bsn, err = keys.Open(row.ID, row.ID, bsnField, row.SealedBSN)
		c.BSN = string(bsn)
	}
	return c, err
}

// openPresent answers clients, but for those who were erased; it reads their keys with one query.
func (d Deps) openPresent(ctx context.Context, clients map[string]store.Client) ([]domain.Client, error) {
	var rows []store.Client
	for _, c := range clients {
		if c.State == domain.Present {
			rows = append(rows, c)
		}
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return d.open(ctx, rows...)
}

// births answers when clients were born, but for those who were erased.
func (d Deps) births(ctx context.Context, clients map[string]store.Client) (map[string]person.Birth, error) {
	opened, err := d.openPresent(ctx, clients)
	births := make(map[string]person.Birth, len(opened))
	for _, c := range opened {
		births[c.ID] = c.Birth
	}
	return births, err
}

// erased answers the fault of who has no key: the row is about to go, or came back with an old copy.
func erased(err error) error {
	if errors.Is(err, privacy.ErrErased) {
		return store.Client{State: domain.Erased}.Use()
	}
	return err
}
