package api

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// CertificateTimer is the kind of the timers by which certificates run out; their keys are the ids of certificates.
const CertificateTimer = "certificate"

// running is that an active assignment needs a certificate which runs out.
type running struct {
	domain.Expiry
	AssignmentID string
}

// watchCertificates sets the timers of everything that people hold, in the transaction of what changed: a certificate, an
// assignment that begins or ends, or what a role asks. It locks the people, so that of two changes at the same time one
// sees the other.
func (d Deps) watchCertificates(ctx context.Context, tx *sql.Tx, people map[string]bool) error {
	held, untold, err := d.lockUntold(ctx, store.In(tx), people)
	if err != nil {
		return err
	}
	due := map[string]civil.Date{}
	for _, e := range untold { // soonest first
		if id := e.Certificate.ID; due[id].IsZero() {
			due[id] = e.Until.AddDays(1)
		}
	}
	for _, list := range held {
		for _, c := range list {
			if err := d.setCertificateTimer(ctx, tx, c.ID, due[c.ID]); err != nil {
				return err
			}
		}
	}
	return nil
}

// lockUntold locks people, and answers the certificates of each and what runs out of them that was not told.
func (d Deps) lockUntold(
	ctx context.Context, in store.Store, people map[string]bool,
) (held map[string][]domain.Certificate, untold []running, err error) {
	if _, err = in.LockPeopleByID(ctx, people); err != nil {
		return nil, nil, err
	}
	if held, err = in.CertificatesOf(ctx, people); err != nil {
		return nil, nil, err
	}
	untold, err = d.untold(ctx, in, people, held)
	return held, untold, err
}

// setCertificateTimer has a certificate run out with the beginning of a date, or never where it is zero.
func (d Deps) setCertificateTimer(ctx context.Context, tx *sql.Tx, id string, date civil.Date) error {
	if date.IsZero() {
		return d.Timers.Remove(ctx, tx, CertificateTimer, id)
	}
	return d.Timers.Set(ctx, tx, schedule.Timer{Kind: CertificateTimer, Key: id, Due: civil.Time{}.On(date, d.Zone)})
}

// untold answers what runs out for people and was not told of, soonest first.
func (d Deps) untold(
	ctx context.Context, in store.Store, people map[string]bool, held map[string][]domain.Certificate,
) ([]running, error) {
	fulfilled, err := in.FulfilmentsOf(ctx, people)
	if err != nil {
		return nil, err
	}
	all, err := d.running(ctx, in, fulfilled, held)
	if err != nil {
		return nil, err
	}
	certificates := map[string]bool{}
	for _, e := range all {
		certificates[e.Certificate.ID] = true
	}
	told, err := in.ToldOfCertificates(ctx, certificates)
	return slices.DeleteFunc(all, func(e running) bool { return told[store.ToldOf(e.Expiry)] }), err
}

// running answers what runs out for those who fulfil roles, soonest first.
func (d Deps) running(
	ctx context.Context, in store.Store, fulfilled []domain.Fulfilment, held map[string][]domain.Certificate,
) (all []running, err error) {
	ids := map[string]bool{}
	for _, f := range fulfilled {
		ids[f.RoleID] = true
	}
	roles, err := in.RolesByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, f := range fulfilled {
		for _, e := range domain.Expiries(roles[f.RoleID], held[f.PersonID], d.today(), d.Certificates) {
			all = append(all, running{Expiry: e, AssignmentID: f.AssignmentID})
		}
	}
	slices.SortFunc(all, func(a, b running) int { return cmp.Compare(a.key(), b.key()) })
	return all, nil
}

// key orders what runs out by its last date, and tells it apart: a certificate is one of those that a role asks for.
func (r running) key() string {
	return r.Until.String() + " " + r.AssignmentID + " " + r.Certificate.ID
}

// ExpireCertificate tells that a certificate ran out, once for each role that needs it, and sees to what runs out next. It
// handles timers of the kind CertificateTimer.
func (d Deps) ExpireCertificate(ctx context.Context, tx *sql.Tx, t schedule.Timer) error {
	in, now := store.In(tx), d.now()
	c, err := in.Certificate(ctx, t.Key)
	if err != nil {
		return err
	}
	people := map[string]bool{c.PersonID: true}
	_, untold, err := d.lockUntold(ctx, in, people)
	if err != nil {
		return err
	}
	told, expired := ranOut(untold, c.ID, d.today())
	if err := in.InsertTold(ctx, told, now); err != nil {
		return err
	}
	if err := outbox.Append(ctx, tx, now, events.Service, expired...); err != nil {
		return err
	}
	return d.watchCertificates(ctx, tx, people)
}

// ranOut answers for which roles a certificate has run out by a date, and the event of each. Who fulfils a role twice, as
// volunteer and as intern, is one of them.
func ranOut(untold []running, certificateID string, today civil.Date) (told []store.Told, expired []outbox.Event) {
	for _, e := range untold {
		one := store.ToldOf(e.Expiry)
		if e.Certificate.ID == certificateID && e.Until.Before(today) && !slices.Contains(told, one) {
			told, expired = append(told, one), append(expired, events.CertificateExpired(e.Expiry))
		}
	}
	return told, expired
}

// WatchAllCertificates sets the timers of every certificate anew, some people at a time: how long certificates count where a
// role does not say is configuration, and may be another than before.
func (d Deps) WatchAllCertificates(ctx context.Context) error {
	const some = 100
	for after := ""; ; {
		people, err := store.Reading(d.DB.Read()).PeopleWithCertificates(ctx, after, some)
		if err != nil || len(people) == 0 {
			return err
		}
		after = people[len(people)-1]
		ids := map[string]bool{}
		for _, id := range people {
			ids[id] = true
		}
		if err := d.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
			return d.watchCertificates(ctx, tx, ids)
		}); err != nil {
			return err
		}
	}
}
