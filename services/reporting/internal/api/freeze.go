package api

import (
	"context"
	"errors"
	"slices"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/disclosure"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/edition"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// freezing is an account on its way to an edition. It is made before the transaction that keeps it: what to withhold takes
// seconds to find.
type freezing struct {
	year   int
	newest int // the newest edition when it was frozen, 0 where there was none
	number int // its own, or that of the newest where it says the same
	// edition is nil where the newest says the same; about is what the list of editions says of it.
	edition *store.Edition
	about   *reportingv1.AccountEdition
}

// freeze freezes the account of a year as it is. Errors are those of CreateAccountPublication, all that hold together.
func (s *Accounts) freeze(
	ctx context.Context, req *reportingv1.CreateAccountPublicationRequest, now time.Time,
) (*freezing, error) {
	year := int(req.GetYear())
	holds, err := s.Catalogues.Current(ctx, store.Reading(s.DB.Read()))
	if err != nil {
		return nil, err
	}
	account, err := s.live(ctx, holds, year, true)
	if err != nil {
		return nil, err
	}
	before, err := s.frozen(ctx, account)
	if err != nil {
		return nil, err
	}
	if err := s.asPublished(ctx, account); err != nil {
		return nil, err
	}
	about := &reportingv1.AccountEdition{
		Year: int32(year), Edition: int32(len(before)) + 1, PublishTime: timestamp(now), AsOf: account.GetAsOf(),
		Provisional: !domain.Over(year, now, s.Zone), Reason: req.GetReason(),
	}
	editions := account.GetEditions()
	account.Published, account.PublishTime, account.Editions = false, nil, nil
	f := &freezing{year: year, newest: len(before), number: len(before)}
	same := len(before) > 0 && edition.Same(before[len(before)-1].Account, account)
	if same && editions[len(editions)-1].GetProvisional() == about.GetProvisional() {
		return f, nil
	}
	next := edition.Frozen{Account: account, Adding: holds.AboutPeople(year)}
	if err := s.protect(&next, before, wrong(holds.Catalogue, req, account, about, same)); err != nil {
		return nil, err
	}
	f.number, f.about = len(before)+1, about
	f.edition, err = s.sign(ctx, next, append(editions, about))
	return f, err
}

// frozen answers what was frozen in the editions of an account so far.
func (s *Accounts) frozen(ctx context.Context, account *reportingv1.Account) ([]edition.Frozen, error) {
	contents, err := store.Reading(s.DB.Read()).FrozenContents(ctx, int(account.GetYear()))
	if err != nil {
		return nil, err
	}
	if len(contents) != len(account.GetEditions()) {
		return nil, errOvertaken
	}
	list := make([]edition.Frozen, len(contents))
	for i, content := range contents {
		if list[i], err = edition.Unpack(content); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// asPublished puts in the place of earlier years what everybody reads of them: of what is not published, or withheld there,
// nothing.
func (s *Accounts) asPublished(ctx context.Context, account *reportingv1.Account) error {
	years := map[int32]map[string]*reportingv1.Figure{}
	for _, f := range account.GetFigures() {
		for _, e := range f.GetEarlierFigures() {
			if years[e.GetYear()] != nil {
				continue
			}
			public, err := s.published(ctx, int(e.GetYear()), 0)
			if err != nil {
				return err
			}
			years[e.GetYear()] = map[string]*reportingv1.Figure{}
			for _, earlier := range public.GetFigures() {
				years[e.GetYear()][earlier.GetIndicator()] = earlier
			}
		}
		f.EarlierFigures = slices.DeleteFunc(f.GetEarlierFigures(), func(e *reportingv1.EarlierFigure) bool {
			earlier := years[e.GetYear()][f.GetIndicator()]
			e.Value, e.Wording = earlier.GetValue(), earlier.GetWording()
			return earlier == nil || earlier.Value == nil
		})
	}
	return nil
}

// protect finds out what to withhold. Wrong is what else stands in the way of an edition; it answers everything.
func (s *Accounts) protect(next *edition.Frozen, before []edition.Frozen, wrong hindrances) error {
	if wrong.pointless() {
		return wrong.fault()
	}
	earlier := make([]domain.Frozen, len(before))
	for i, b := range before {
		earlier[i] = domain.Frozen{Edition: i + 1, Freezing: b.Freezing(), Withheld: b.Withheld}
	}
	withheld, err := domain.Protect(s.LeastPeople, next.Freezing(), earlier)
	var exposed *disclosure.ExposedError
	if errors.As(err, &exposed) {
		wrong = append(wrong, wouldTell(exposed))
	} else if err != nil {
		return err
	}
	next.Withheld = withheld
	return wrong.fault()
}

// sign makes the edition of what was frozen. The last of editions is what the list says of it; those before come with the
// fingerprints of what was signed then, so that the signature is about them too.
func (s *Accounts) sign(
	ctx context.Context, next edition.Frozen, editions []*reportingv1.AccountEdition,
) (*store.Edition, error) {
	public, about := next.Public(), editions[len(editions)-1]
	edition.WithoutTargets(public)
	if about.GetEdition() > 1 {
		before, err := s.published(ctx, int(about.GetYear()), int(about.GetEdition())-1)
		if err != nil {
			return nil, err
		}
		about.Changes = edition.Changes(before, public)
	}
	public.Edition, public.Published, public.PublishTime = about.GetEdition(), true, editions[0].GetPublishTime()
	for _, e := range editions {
		public.Editions = append(public.Editions, proto.CloneOf(e))
	}
	payload, err := edition.JSON(public)
	if err != nil {
		return nil, err
	}
	signed, err := s.Key.Sign(payload)
	if err != nil {
		return nil, err
	}
	frozen, err := next.Pack()
	if err != nil {
		return nil, err
	}
	if err := fits(signed, frozen); err != nil {
		return nil, err
	}
	kept, err := edition.Read(signed, frozen)
	return &kept, err
}
