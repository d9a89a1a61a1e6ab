package handover

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/sqldb"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
)

// Inbox is what was handed over to a service. All it does is in both logs.
type Inbox struct {
	DB      *sqldb.DB
	Clock   clock.Clock
	Zone    *time.Location // whose calendar the organisation lives by
	Areas   areas.Register
	Privacy *privacy.Privacy
	Timers  *schedule.Scheduler // which has Lapse done for LapseTimer
	Service string              // that it was handed over to, and that tells what becomes of it
	Object  string              // what the audit log calls one of them, such as "debt-referral"
	// GivenName says that a given name is enough, as where somebody is introduced: who sends sends no more than is needed.
	GivenName bool
}

// subjectType is of what kind the pseudonyms in the processing log are, and the class of data.
const subjectType = "referral"

func (in Inbox) now() time.Time { return sqldb.At(in.Clock.Now()).Time }

func (in Inbox) today() civil.Date { return civil.Today(in.Clock.Now(), in.Zone) }

func (in Inbox) vault() privacy.Vault { return in.Privacy.Vault(in.Service) }

// TakeIn takes in what the caller hands over. A second delivery with the same reference adds nothing, and answers it as it is.
//
// Errors: INVALID_ARGUMENT with every violation; ALREADY_EXISTS (CONFLICT) with each field of other content than the earlier
// delivery. Their paths begin with "referral".
func (in Inbox) TakeIn(ctx context.Context, m *referralsv1.IncomingReferral) (*referralsv1.IncomingReferral, error) {
	var dates resource.Dates
	h := decode(m, &dates)
	h.ID, h.Sender, h.Created = ids.New(), auth.Subject(ctx), in.now()
	h.Updated = h.Created
	if err := fault.At("referral", fault.Violations(dates.Broken)); err != nil {
		return nil, err
	}
	err := resource.Again(func() error {
		before, found, err := in.delivered(ctx, h.Reference)
		switch {
		case err != nil:
			return err
		case !found:
			return in.add(ctx, h)
		}
		if fields := before.Differs(h); len(fields) > 0 {
			conflict := fault.New(fault.AlreadyExists, "CONFLICT", "It was delivered before, with other content.")
			conflict.Fields = fields
			return fault.At("referral", conflict)
		}
		h = before
		return in.logApart(ctx, in.object(h), h)
	})
	if err != nil {
		return nil, err
	}
	return Encode(h), nil
}

// delivered answers what the caller delivered with a reference before.
func (in Inbox) delivered(ctx context.Context, reference string) (h Handover, found bool, err error) {
	rows, err := find(ctx, in.DB.Read(), "sender = $1 AND reference = $2", auth.Subject(ctx), reference)
	if err != nil || len(rows) == 0 {
		return h, false, err
	}
	list, err := in.open(ctx, rows...)
	if err != nil {
		return h, false, err
	}
	return list[0], true, nil
}

// add keeps what was not delivered before. Where another delivery was first, the call begins anew. A crash between the making of
// the key and the commit leaves a key of which nothing is sealed.
func (in Inbox) add(ctx context.Context, h Handover) error {
	broken := h.Check(in.today(), in.Areas)
	if in.GivenName && strings.ContainsFunc(h.Content.GivenName, unicode.IsLetter) {
		broken = slices.DeleteFunc(broken, func(f fault.Field) bool { return f.Reason == "NAME_MISSING" })
	}
	if err := fault.At("referral", fault.Violations(broken)); err != nil {
		return err
	}
	made, err := privacy.SealEach(ctx, in.vault(), []Handover{h}, idOf, seal)
	if err != nil {
		return err
	}
	err = in.keep(ctx, made[0])
	if errors.Is(err, resource.ErrOvertaken) {
		return errors.Join(err, in.vault().Discard(ctx, h.ID))
	}
	return privacy.DiscardUnused(ctx, in.vault(), []Handover{h}, idOf, func(Handover) bool { return false }, err)
}

// keep adds a row and tells of it. Error: resource.ErrOvertaken where one of the same sender and reference is there.
func (in Inbox) keep(ctx context.Context, h row) error {
	done := in.entries(ctx, in.object(h.Handover), h.Handover)
	return in.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		added, err := insert(ctx, tx, h)
		if err != nil {
			return err
		}
		if !added {
			return resource.ErrOvertaken
		}
		if err := outbox.Append(ctx, tx, in.now(), in.Service, saved(h.Handover)); err != nil {
			return err
		}
		if h.State == Waiting {
			lapse := schedule.Timer{Kind: LapseTimer, Key: h.ID, Due: h.Created.Add(LongestWait)}
			if err := in.Timers.Set(ctx, tx, lapse); err != nil {
				return err
			}
		}
		return in.log(ctx, tx, done)
	})
}

// TakeBack takes back what the caller handed over and nobody decided yet, and destroys who it is about and what for. What was
// decided is answered as it is. Of what never arrived it is kept that it was taken back: a delivery that is late adds nothing.
func (in Inbox) TakeBack(ctx context.Context, reference string) (*referralsv1.IncomingReferral, error) {
	var h Handover
	err := resource.Again(func() error {
		before, found, err := in.delivered(ctx, reference)
		if err != nil {
			return err
		}
		h = before
		if !found {
			h = Handover{
				ID: ids.New(), Sender: auth.Subject(ctx), Reference: reference, State: Withdrawn, Decision: in.withdrawal(ctx),
				Version: 1, Created: in.now(), Updated: in.now(),
			}
			return in.keep(ctx, row{h, []byte{}})
		}
		h, err = in.takeBack(ctx, before)
		return err
	})
	if err != nil {
		return nil, err
	}
	return Encode(h), nil
}

func (in Inbox) takeBack(ctx context.Context, h Handover) (Handover, error) {
	if h.State == Waiting {
		deciding, decision := in.Deciding(ctx, h), in.withdrawal(ctx)
		err := in.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) (err error) {
			h, err = deciding.decide(ctx, tx, Withdrawn, decision)
			return err
		})
		if fault.Is(err, "REFERRAL_DECIDED") {
			return h, resource.ErrOvertaken
		}
		if err != nil {
			return h, err
		}
	} else if err := in.logApart(ctx, in.object(h), h); err != nil {
		return h, err
	}
	// Also where it was decided: the call before may have ended before the key was destroyed.
	return h, in.Destroy(ctx, h.ID)
}

func (in Inbox) withdrawal(ctx context.Context) Decision {
	return Decision{Date: in.today(), Decider: auth.Subject(ctx)}
}

func idOf(h Handover) string { return h.ID }

func (in Inbox) object(h Handover) string { return in.Object + "/" + h.ID }

// entries are those in both logs of what a call does: to be made with its own ctx, before a transaction.
type entries struct {
	about processinglog.Entry
	audit auditlog.Entry
}

// entries answers those of what the call of ctx does with what was handed over. Object is what the audit log calls all of it.
func (in Inbox) entries(ctx context.Context, object string, list ...Handover) entries {
	subjects := make([]string, len(list))
	for i, h := range list {
		subjects[i] = h.ID
	}
	log := processinglog.Log{DB: in.DB, Clock: in.Clock, SubjectType: subjectType, Pseudonym: in.Privacy.Logged}
	return entries{log.About(ctx, subjectType, subjects...), auditlog.Done(ctx, object)}
}

// log enters what is done into both logs, in its transaction.
func (in Inbox) log(ctx context.Context, tx *sql.Tx, done entries) error {
	if err := processinglog.Append(ctx, tx, in.now(), done.about); err != nil {
		return err
	}
	return auditlog.Append(ctx, tx, in.now(), done.audit)
}

// logApart has what was read in both logs before it is answered.
func (in Inbox) logApart(ctx context.Context, object string, list ...Handover) error {
	done := in.entries(ctx, object, list...)
	return in.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error { return in.log(ctx, tx, done) })
}
