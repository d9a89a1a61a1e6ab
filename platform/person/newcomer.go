package person

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// Newcomer is one person on the way in: V is what is said of them, R is how that is kept.
type Newcomer[V, R any] struct {
	Value   V
	Claim   requestid.Claim // its resource is the id of the person
	Doubles []string        // the ids of those who may be the same person, once added

	row    R
	sought []string // the hashes of those who may be the same person
	kept   string   // the id of who is there for the request: another where it came before
}

// ID answers the id of the person who is there for the request.
func (n Newcomer[V, R]) ID() string { return n.kept }

// Earlier says whether the request had added a person before, who is not Value but as they are now.
func (n Newcomer[V, R]) Earlier() bool { return n.kept != n.Claim.ResourceID }

func (n Newcomer[V, R]) made() string { return n.Claim.ResourceID }

// Adding is how the people of a service are added.
type Adding[V, R any] struct {
	DB    *sqldb.DB
	Vault privacy.Vault
	Scope string // of the request ids
	Now   time.Time
	Index Index
	// Seal answers how somebody is kept, and the hashes of those who may be the same person.
	Seal func(privacy.Keys, V) (row R, sought []string, err error)
	// Insert keeps them in the transaction.
	Insert func(context.Context, *sql.Tx, []R) error
	// Log says in the same transaction who was added, and of whom is told with it that they may be the same person.
	Log func(ctx context.Context, tx *sql.Tx, added, doubles []string) error
}

// Add adds all newcomers or none, but for those whose request had added somebody before, and answers them in their order. The
// keys of all are made before, in one transaction of the vault, and those that turn out not to be needed are destroyed.
func (a Adding[V, R]) Add(ctx context.Context, all []Newcomer[V, R]) ([]Newcomer[V, R], error) {
	all, err := a.Sealed(ctx, all)
	if err != nil {
		return nil, err
	}
	err = a.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error { return a.Keep(ctx, tx, all) })
	return all, a.Discard(ctx, all, err)
}

// Sealed answers newcomers who can be kept. It belongs before the transaction that keeps them.
func (a Adding[V, R]) Sealed(ctx context.Context, all []Newcomer[V, R]) ([]Newcomer[V, R], error) {
	return privacy.SealEach(ctx, a.Vault, all, Newcomer[V, R].made,
		func(keys privacy.Keys, n Newcomer[V, R]) (_ Newcomer[V, R], err error) {
			n.row, n.sought, err = a.Seal(keys, n.Value)
			return n, err
		})
}

// Discard destroys the keys of newcomers whom the transaction that answered err did not keep. It answers err too.
func (a Adding[V, R]) Discard(ctx context.Context, all []Newcomer[V, R], err error) error {
	return privacy.DiscardUnused(ctx, a.Vault, all, Newcomer[V, R].made, Newcomer[V, R].Earlier, err)
}

// Keep adds those, sealed, whose requests added nobody before, and finds who may be the same person as each: others of the same
// request too. It is a part of Add for who adds somebody in a transaction with something else.
func (a Adding[V, R]) Keep(ctx context.Context, tx *sql.Tx, all []Newcomer[V, R]) error {
	claims := make([]requestid.Claim, len(all))
	for i, n := range all {
		claims[i] = n.Claim
	}
	resources, err := requestid.ClaimAll(ctx, tx, a.Now, a.Scope, claims)
	if err != nil {
		return err
	}
	var rows []R
	var added, sought []string
	for i := range all {
		all[i].kept, all[i].Doubles = resources[i], nil
		if n := all[i]; !n.Earlier() {
			rows, added, sought = append(rows, n.row), append(added, n.made()), append(sought, n.sought...)
		}
	}
	if err := a.Insert(ctx, tx, rows); err != nil {
		return err
	}
	found, err := a.Index.First(ctx, tx, sought)
	if err != nil {
		return err
	}
	var doubles []string
	for i, n := range all {
		if !n.Earlier() {
			all[i].Doubles = Doubles(n.made(), n.sought, found)
			doubles = append(doubles, all[i].Doubles...)
		}
	}
	return a.Log(ctx, tx, added, doubles)
}

// Earlier answers the ids of those whom an earlier delivery of a request had added.
func Earlier[V, R any](all []Newcomer[V, R]) map[string]bool {
	ids := map[string]bool{}
	for _, n := range all {
		if n.Earlier() {
			ids[n.kept] = true
		}
	}
	return ids
}
