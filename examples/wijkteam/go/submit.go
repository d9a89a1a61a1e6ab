package main

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"time"

	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// submission is a question that is submitted, about a resident who is made up.
type submission struct {
	team, date, summary string
	refer               bool
	purpose             string
}

func (s *submission) declare(flags *flag.FlagSet) {
	flags.StringVar(&s.team, "team", "", "the team whose question it is, as the groups of tokens call it")
	flags.StringVar(&s.date, "date", time.Now().Format(time.DateOnly), "when it came in; send the same again when you try again")
	flags.StringVar(&s.summary, "summary", "Er liggen ongeopende brieven van incassobureaus.", "what is asked")
	flags.BoolVar(&s.refer, "refer", false, "refer it to the help with debts")
	flags.StringVar(&s.purpose, "purpose", "Overzicht van de schulden en een regeling.", "what it is referred for")
}

// submitted is what was submitted.
type submitted struct {
	QuestionID      string `json:"question_id"`
	SenderReference string `json:"sender_reference"`
	ResidentID      string `json:"resident_id"`
	State           string `json:"state"`
	ReferralID      string `json:"referral_id"`
}

// submit adds the resident and the question, and refers it. It may be run again with the same reference and date, also after it
// was killed half-way: nothing is added twice.
func (s *submission) submit(ctx context.Context, c *client, reference string, out io.Writer) error {
	residents := supportv1.NewResidentServiceClient(c.conn)
	resident, err := retry(ctx, c, residents.CreateResident, &supportv1.CreateResidentRequest{
		RequestId: requestID("resident", reference),
		Resident: &supportv1.Resident{
			GivenName: "Kim", Surname: "Voorbeeld", BirthDate: new("1984-02-29"), Telephone: "06 1234 5678",
			WijkCode: "WK003401", WijkYear: 2022,
		},
	})
	if err != nil {
		return err
	}
	questions := supportv1.NewQuestionServiceClient(c.conn)
	question, err := retry(ctx, c, questions.CreateQuestion, &supportv1.CreateQuestionRequest{
		RequestId: requestID("question", reference),
		Question: &supportv1.Question{
			Channel: supportv1.QuestionChannel_QUESTION_CHANNEL_HOME_VISIT, AskerKind: supportv1.AskerKind_ASKER_KIND_RESIDENT,
			LifeDomains: []supportv1.LifeDomain{supportv1.LifeDomain_LIFE_DOMAIN_FINANCES}, Summary: s.summary,
			ResidentId: resident.GetId(), Team: s.team, SenderReference: reference, ReceiveDate: s.date,
		},
	})
	if err != nil {
		return err
	}
	done := submitted{
		QuestionID: question.GetId(), SenderReference: reference, ResidentID: resident.GetId(), State: question.GetState().String(),
	}
	if s.refer {
		referral, err := s.referTo(ctx, c, reference, question.GetId())
		if err != nil {
			return err
		}
		done.ReferralID, done.State = referral.GetId(), supportv1.QuestionState_QUESTION_STATE_REFERRED.String()
	}
	return printLine(out, done)
}

// referTo refers the question to the help with debts. What of the resident goes along is fixed by whom it is for, and of the
// targets this one alone needs no consent: a law has municipalities offer it.
func (s *submission) referTo(ctx context.Context, c *client, reference, questionID string) (*supportv1.Referral, error) {
	referrals := supportv1.NewReferralServiceClient(c.conn)
	return retry(ctx, c, referrals.CreateReferral, &supportv1.CreateReferralRequest{
		RequestId: requestID("referral", reference),
		Referral: &supportv1.Referral{
			QuestionId: questionID, Target: supportv1.ReferralTarget_REFERRAL_TARGET_DEBT_COUNSELLING, Purpose: s.purpose,
			ReferDate: s.date,
		},
	})
}

// requestID answers the UUID of a request, which is the same whenever the same is asked. A system with a database makes a random
// one before the first attempt and keeps it until there is an answer; this one has none, and makes it of the reference (UUID
// version 8, RFC 9562).
func requestID(what, reference string) string {
	id := sha256.Sum256([]byte("wijkteam/" + what + "/" + reference))
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:16])
}
