package api

import (
	"context"
	"slices"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// The roles that see everybody, each in the methods that are for it. Who is let in by none of them is a volunteer, who sees the
// own data alone.
const (
	coordinatorRole = "volunteers.coordinator"
	importerRole    = "importer"
	managerRole     = "account.manager" // of what is of nobody
)

// loginPurpose sets the hashes of logins apart from those of other things that are looked up.
const loginPurpose = "login"

// own is whose data the caller of a method may see and change.
type own struct {
	everybody bool
	personID  string // the caller, where it is the own data alone
}

// own answers whose data the caller may see: a volunteer the own, and whom the method lets in as a coordinator or an
// importer that of everybody. Error: PERMISSION_DENIED (LOGIN_UNKNOWN) for a volunteer whose login no person has.
func (d Deps) own(ctx context.Context) (own, error) {
	if seesEverybody(ctx) {
		return own{everybody: true}, nil
	}
	var id string
	err := d.snapshot(ctx, func(st store.Store) (err error) {
		id, err = st.PersonOfLogin(ctx, d.logins(ctx))
		return err
	})
	if err == nil && id == "" {
		err = fault.New(fault.PermissionDenied, "LOGIN_UNKNOWN",
			"No person who helps has this login. Ask the coordinator to record it.")
	}
	return own{personID: id}, err
}

// seesEverybody says whether the caller is let in by a role that sees everybody. A role that the method is not for does not
// count: an importer who helps too reads as who helps.
func seesEverybody(ctx context.Context) bool {
	all := []string{coordinatorRole, importerRole, managerRole}
	return slices.ContainsFunc(auth.AdmittedBy(ctx), func(role string) bool { return slices.Contains(all, role) })
}

// logins answers the hashes under which the login of the caller may be kept.
func (d Deps) logins(ctx context.Context) map[string]bool {
	who := auth.From(ctx)
	if who == nil {
		return nil
	}
	return d.loginHashes(who.Issuer, who.Subject)
}

// loginHash answers the hash under which a login is kept from now on.
func (d Deps) loginHash(issuer, subject string) string {
	return d.Privacy.Lookup(events.Service, loginPurpose).Hash(issuer, subject)
}

// loginHashes answers the hashes under which a login may be kept: by the key of today, and by those before it.
func (d Deps) loginHashes(issuer, subject string) map[string]bool {
	return setOf(d.Privacy.Lookup(events.Service, loginPurpose).Hashes(issuer, subject))
}

// acting answers ctx with the caller as the processing log may know that one: a volunteer by the hash of the login, which says
// nothing any more once the login is forgotten.
func (d Deps) acting(ctx context.Context) context.Context {
	who := auth.From(ctx)
	if who == nil || seesEverybody(ctx) {
		return ctx
	}
	known := *who
	known.Subject = d.loginHash(who.Issuer, who.Subject)
	return auth.With(ctx, &known)
}

// sees says whether the caller may see what is of a person.
func (o own) sees(personID string) bool { return o.everybody || o.personID == personID }

// reach answers the id of a person where the caller may see that person, and else one that nobody has: another is as who does
// not exist.
func (o own) reach(personID string) string {
	if o.sees(personID) {
		return personID
	}
	return ""
}

// scope answers the scope of the request ids of a method. Those of a volunteer are the volunteer's own: with an id of another
// nothing is read that another made.
func (o own) scope(method string) string {
	if o.everybody {
		return method
	}
	return method + "/" + o.personID
}

// recorder answers who records something: the subject of the token, or, of a volunteer, the own id. A subject may be a name, and
// what somebody did stays when that person is erased.
func (o own) recorder(ctx context.Context) string {
	if o.everybody {
		return auth.Subject(ctx)
	}
	return o.personID
}

// colleague answers who recorded something where the caller may know that. A volunteer does not, as in an export.
func (o own) colleague(subject string) string {
	if o.everybody {
		return subject
	}
	return ""
}

// find answers what get answers of an id where the caller sees that, and else what it answers of an id that nothing has: what
// is another's is as what does not exist.
func find[V any](
	ctx context.Context, id string, get func(context.Context, string) (V, error), sees func(V) bool,
) (V, error) {
	v, err := get(ctx, id)
	if err == nil && !sees(v) {
		return get(ctx, "")
	}
	return v, err
}
