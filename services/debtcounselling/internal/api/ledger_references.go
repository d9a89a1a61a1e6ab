package api

import (
	"context"
	"errors"

	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// referenceField is the place of what is sealed beside the row of an entry.
const referenceField = "reference"

// sealReference answers by what an entry is found at the bank as it is kept, for a client. Error: NOT_FOUND (CLIENT_ERASED).
func (d Deps) sealReference(ctx context.Context, entryID, clientID, text string) (store.SealedText, error) {
	if text == "" {
		return store.SealedText{}, nil
	}
	keys, err := d.vault().Keys(ctx, clientID)
	if err != nil {
		return store.SealedText{}, err
	}
	sealed, err := keys.Seal(clientID, entryID, referenceField, []byte(text))
	return store.SealedText{ClientID: clientID, Sealed: sealed}, erased(err)
}

// openReferences answers by what entries are found at the bank, of those that have it, by entry.
func (d Deps) openReferences(ctx context.Context, entries []domain.Entry) (map[string]string, error) {
	var sealed map[string]store.SealedText
	err := d.snapshot(ctx, func(st store.Store) (err error) {
		sealed, err = st.References(ctx, entries)
		return err
	})
	if err != nil || len(sealed) == 0 {
		return nil, err
	}
	var clients []string
	for _, text := range sealed {
		clients = append(clients, text.ClientID)
	}
	keys, err := d.vault().Keys(ctx, distinct(clients)...)
	if err != nil {
		return nil, err
	}
	opened := make(map[string]string, len(sealed))
	for id, text := range sealed {
		if opened[id], err = openReference(keys, id, text); err != nil {
			return nil, err
		}
	}
	return opened, nil
}

// openReference answers by what an entry is found; nothing once the client was erased.
func openReference(keys privacy.Keys, entryID string, text store.SealedText) (string, error) {
	opened, err := keys.Open(text.ClientID, entryID, referenceField, text.Sealed)
	if errors.Is(err, privacy.ErrErased) {
		return "", nil
	}
	return string(opened), err
}
