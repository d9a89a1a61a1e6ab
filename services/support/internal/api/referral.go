package api

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/resource"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// referralFields is the class of data in the processing log: to whom somebody was referred, and what for.
const referralFields = "referral"

// The places of what is sealed in the row of a referral.
const (
	purposeField = "purpose"
	partyField   = "party"
)

// openReferral answers a referral and its question, which the caller may see. Error: PERMISSION_DENIED (QUESTION_NOT_YOURS),
// which is in the audit log before it is answered, and is the same for a referral that is not there.
func (d Deps) openReferral(ctx context.Context, id string) (r store.Referral, q store.Question, err error) {
	r, err = store.Reading(d.DB.Read()).Referral(ctx, id)
	if err == nil {
		q, err = store.Reading(d.DB.Read()).Question(ctx, r.QuestionID)
	}
	if err != nil && !fault.Is(err, "REFERRAL_NOT_FOUND") {
		return r, q, err
	}
	if err != nil || !viewer(ctx).MaySee(q.Question) {
		return store.Referral{}, store.Question{}, d.refuse(ctx, "referral/"+id, domain.NotYours())
	}
	return r, q, nil
}

// questionKeys answers the key that seals what is said of a question: that of the resident, or one that is made for the question.
func (d Deps) questionKeys(ctx context.Context, q domain.Question) (privacy.Keys, error) {
	if q.ResidentID == "" {
		return d.vault().MakeKeys(ctx, q.ID)
	}
	return d.vault().Keys(ctx, q.ResidentID)
}

// sealReferral answers a referral as it is kept. Error: NOT_FOUND (RESIDENT_ERASED).
func sealReferral(keys privacy.Keys, q domain.Question, r domain.Referral) (row store.Referral, err error) {
	row.Referral = r
	if row.SealedPurpose, err = keys.Seal(q.Holder(), r.ID, purposeField, []byte(r.Purpose)); err != nil {
		return row, erased(err)
	}
	if r.Party != "" {
		row.SealedParty, err = keys.Seal(q.Holder(), r.ID, partyField, []byte(r.Party))
	}
	return row, erased(err)
}

// openReferralTexts answers a referral with what was said. Nothing was where its resident was erased meanwhile.
func openReferralTexts(keys privacy.Keys, holder string, row store.Referral) (r domain.Referral, err error) {
	r = row.Referral
	err = openSaid(keys, holder, r.ID,
		said{purposeField, row.SealedPurpose, &r.Purpose}, said{partyField, row.SealedParty, &r.Party})
	return r, err
}

// openReferrals answers referrals with what was said, and their questions; it reads all keys with one query.
func (d Deps) openReferrals(
	ctx context.Context, rows ...store.Referral,
) (list []domain.Referral, of []domain.Question, err error) {
	ids := map[string]bool{}
	for _, row := range rows {
		ids[row.QuestionID] = true
	}
	var questions map[string]store.Question
	if err := d.snapshot(ctx, func(st store.Store) (err error) {
		questions, err = st.QuestionsByID(ctx, ids)
		return err
	}); err != nil {
		return nil, nil, err
	}
	list, err = d.openReferralsOf(ctx, questions, rows...)
	for _, q := range slices.SortedFunc(maps.Values(questions), byQuestionID) {
		of = append(of, q.Question)
	}
	return list, of, err
}

// openReferralsOf is openReferrals for those of questions that were read.
func (d Deps) openReferralsOf(
	ctx context.Context, questions map[string]store.Question, rows ...store.Referral,
) ([]domain.Referral, error) {
	holder := func(row store.Referral) string { return questions[row.QuestionID].Holder() }
	open := func(keys privacy.Keys, row store.Referral) (domain.Referral, error) {
		return openReferralTexts(keys, holder(row), row)
	}
	return privacy.OpenEach(ctx, d.vault(), rows, holder, open)
}

func byQuestionID(a, b store.Question) int { return cmp.Compare(a.ID, b.ID) }

// decodeReferral reads a referral that is made.
func decodeReferral(ctx context.Context, m *supportv1.Referral) (domain.Referral, error) {
	var d resource.Dates
	r := domain.Referral{
		QuestionID: m.GetQuestionId(), Target: domain.ReferralTarget(enums.Text(m.GetTarget())), Purpose: m.GetPurpose(),
		Party: m.GetOutsideParty(), Consent: d.Read("referral.consent_date", m.GetConsentDate()),
		ConsentForm: enums.Text(m.GetConsentForm()), Refer: d.Read("referral.refer_date", m.GetReferDate()),
		Guidance: domain.GuidanceKind(enums.Text(m.GetGuidanceKind())), WantedID: m.GetWantedId(), Urgent: m.GetUrgent(),
		Referrer: auth.Subject(ctx), Version: 1,
	}
	return r, fault.Violations(d.Broken)
}

func encodeReferral(r domain.Referral) *supportv1.Referral {
	m := &supportv1.Referral{
		Id: r.ID, QuestionId: r.QuestionID, Target: enums.Value[supportv1.ReferralTarget](string(r.Target)), Purpose: r.Purpose,
		ConsentDate: resource.Optional(r.Consent), ConsentForm: enums.Value[supportv1.ConsentForm](r.ConsentForm),
		ReferDate: r.Refer.String(), OutsideParty: r.Party, GuidanceKind: enums.Value[supportv1.GuidanceKind](string(r.Guidance)),
		WantedId: r.WantedID, Urgent: r.Urgent, State: enums.Value[referralsv1.ReferralState](string(r.State)),
		DeliverTime: resource.OptionalTime(r.Delivered), Problem: enums.Value[supportv1.ReferralProblem](string(r.Problem)),
		DecideDate:    resource.Optional(r.DecideDate),
		DeclineReason: enums.Value[referralsv1.ReferralDeclineReason](r.DeclineReason), ResultId: r.ResultID,
		Referrer: r.Referrer, Etag: resource.Etag(r.Version), CreateTime: timestamppb.New(r.Created),
		UpdateTime: timestamppb.New(r.Updated),
	}
	for _, shared := range r.Target.Shared() {
		m.SharedData = append(m.SharedData, enums.Value[supportv1.SharedData](string(shared)))
	}
	return m
}

func decodeReferralTransition(ctx context.Context, m *supportv1.ReferralTransition) (domain.ReferralTransition, error) {
	var d resource.Dates
	t := domain.ReferralTransition{
		To: domain.ReferralState(enums.Text(m.GetTo())), Date: d.Read("transition.date", m.GetDate()),
		DeclineReason: enums.Text(m.GetDeclineReason()), Recorder: auth.Subject(ctx),
	}
	return t, fault.Violations(d.Broken)
}

func encodeReferralTransition(t domain.ReferralTransition) *supportv1.ReferralTransition {
	return &supportv1.ReferralTransition{
		Id: t.ID, ReferralId: t.ReferralID, From: enums.Value[referralsv1.ReferralState](string(t.From)),
		To: enums.Value[referralsv1.ReferralState](string(t.To)), Date: t.Date.String(),
		DeclineReason: enums.Value[referralsv1.ReferralDeclineReason](t.DeclineReason), Recorder: t.Recorder,
		CreateTime: timestamppb.New(t.Created),
	}
}
