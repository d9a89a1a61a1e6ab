package api

import (
	"context"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// The roles that see everybody; who has none of them is a volunteer, who sees the own data alone.
const (
	coordinatorRole = "volunteers.coordinator"
	importerRole    = "importer"
)

// loginPurpose sets the hashes of logins apart from those of other things that are looked up.
const loginPurpose = "login"

// own is whose data the caller of a method may see and change.
type own struct {
	everybody bool
	personID  string // the caller, where it is the own data alone
}

// own answers whose data the caller may see: a coordinator and an importer that of everybody, a volunteer the own. Error:
// PERMISSION_DENIED (LOGIN_UNKNOWN) for a volunteer whose login no person has.
func (d Deps) own(ctx context.Context) (own, error) {
	who := auth.From(ctx)
	if who.Has(coordinatorRole) || who.Has(importerRole) {
		return own{everybody: true}, nil
	}
	hashes := map[string]bool{}
	for _, hash := range d.Privacy.Lookup(events.Service, loginPurpose).Hashes(who.Issuer, who.Subject) {
		hashes[hash] = true
	}
	var id string
	err := d.snapshot(ctx, func(st store.Store) (err error) {
		id, err = st.PersonOfLogin(ctx, hashes)
		return err
	})
	if err == nil && id == "" {
		err = fault.New(fault.PermissionDenied, "LOGIN_UNKNOWN",
			"No person who helps has this login. Ask the coordinator to record it.")
	}
	return own{personID: id}, err
}

// sees says whether the caller may see what is of a person.
func (o own) sees(personID string) bool { return o.everybody || o.personID == personID }
