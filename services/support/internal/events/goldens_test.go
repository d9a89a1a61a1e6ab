package events_test

import (
	"slices"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/events"
)

func guidanceGoldens() []golden {
	y := domain.GuidanceYear{
		ID: "0190a5b2-0000-7000-8000-000000000032", GuidanceID: "0190a5b2-0000-7000-8000-000000000031", Year: 2022,
		Date: civil.Date{Year: 2022, Month: time.January, Day: 1}, AgeBand: "18_to_26", Wijk: areas.Wijk{Code: "WK003401", Edition: 2022},
		Conversed: true, Ended: true, Destination: "paid_work", Version: 2,
	}
	g := domain.Guidance{
		ID: y.GuidanceID, Kind: "learn2work", ResidentID: "anna", Team: "anna", Worker: "anna", Sender: "anna", Referrer: "municipality",
	}
	said := &supportv1.GuidanceYearSaved{
		Id: y.ID, Version: 2, GuidanceTrajectoryId: g.ID, Kind: supportv1.GuidanceKind_GUIDANCE_KIND_LEARN2WORK, Person: "pseudonym",
		Date: "2022-01-01", AgeBand: peoplev1.AgeBand_AGE_BAND_18_TO_26, WijkCode: "WK003401", WijkYear: 2022, Stadsdeel: "haven",
		ReferrerKind: supportv1.AskerKind_ASKER_KIND_MUNICIPALITY, Conversed: true, Ended: true,
		Destination: supportv1.GuidanceDestination_GUIDANCE_DESTINATION_PAID_WORK,
	}
	return []golden{{
		file: "guidance_year_saved_ended.binpb", says: said, today: events.GuidanceYearSaved(y, g, "pseudonym", "haven"),
		noun: "guidance-year.saved", subject: y.ID,
	}}
}

func goldens() []golden {
	q := domain.Question{
		ID: "0190a5b2-0000-7000-8000-000000000001", Version: 3, Channel: "walk_in", AskerKind: "gp",
		LifeDomains: []string{"finances", "housing"}, Summary: "anna", Answer: "anna", ResidentID: "anna",
		Wijk: areas.Wijk{Code: "WK003401", Edition: 2022}, Team: "haven", Sender: "anna", Worker: "anna", Reference: "anna-1",
		Receive: civil.Date{Year: 2022, Month: time.March, Day: 1}, TakeUp: civil.Date{Year: 2022, Month: time.March, Day: 2}, State: domain.Answered,
		StateDate: civil.Date{Year: 2022, Month: time.March, Day: 9}, Result: "informal_solution", Voorveld: true,
	}
	said := &supportv1.QuestionSaved{
		Id: q.ID, Version: 3, Channel: supportv1.QuestionChannel_QUESTION_CHANNEL_WALK_IN,
		AskerKind: supportv1.AskerKind_ASKER_KIND_GP,
		LifeDomains: []supportv1.LifeDomain{
			supportv1.LifeDomain_LIFE_DOMAIN_FINANCES, supportv1.LifeDomain_LIFE_DOMAIN_HOUSING,
		},
		WijkCode: "WK003401", WijkYear: 2022, Stadsdeel: "haven", Team: "haven", ReceiveDate: "2022-03-01", TakeUpDate: "2022-03-02",
		State: supportv1.QuestionState_QUESTION_STATE_ANSWERED, StateDate: "2022-03-09",
		Result: supportv1.QuestionResult_QUESTION_RESULT_INFORMAL_SOLUTION, SolvedInVoorveld: true,
	}
	shut, saidShut := q, proto.CloneOf(said)
	shut.State, shut.Result, shut.Voorveld, shut.Reason = domain.Closed, "", false, domain.Duplicate
	saidShut.State, saidShut.Result = supportv1.QuestionState_QUESTION_STATE_CLOSED, 0
	saidShut.SolvedInVoorveld, saidShut.Reason = false, supportv1.QuestionReason_QUESTION_REASON_DUPLICATE
	return append(slices.Concat(mediationGoldens(), guidanceGoldens()), golden{
		file: "question_saved_closed.binpb", says: saidShut, today: events.QuestionSaved(shut, "haven"), noun: "question.saved",
		subject: q.ID,
	}, golden{
		file: "question_saved_answered.binpb", says: said, today: events.QuestionSaved(q, "haven"), noun: "question.saved", subject: q.ID,
	})
}
