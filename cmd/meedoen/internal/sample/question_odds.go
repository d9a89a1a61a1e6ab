package sample

import (
	"math/rand/v2"

	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// odds is one of several that may be, and how likely it is beside the others.
type odds[T any] struct {
	of     T
	weight int
}

// likely answers one of several, by how likely each is.
func likely[T any](rng *rand.Rand, list []odds[T]) T {
	sum := 0
	for _, o := range list {
		sum += o.weight
	}
	n := rng.IntN(sum)
	for _, o := range list {
		if n -= o.weight; n < 0 {
			return o.of
		}
	}
	panic("weights add up to more than each of them") // which no list does
}

// channels: people rather walk in than call.
func channels() []odds[supportv1.QuestionChannel] {
	return []odds[supportv1.QuestionChannel]{
		{supportv1.QuestionChannel_QUESTION_CHANNEL_WALK_IN, 45},
		{supportv1.QuestionChannel_QUESTION_CHANNEL_HOME_VISIT, 20},
		{supportv1.QuestionChannel_QUESTION_CHANNEL_TELEPHONE, 16},
		{supportv1.QuestionChannel_QUESTION_CHANNEL_ONLINE, 15},
		{supportv1.QuestionChannel_QUESTION_CHANNEL_OTHER, 4},
	}
}

func askers() []odds[supportv1.AskerKind] {
	return []odds[supportv1.AskerKind]{
		{supportv1.AskerKind_ASKER_KIND_RESIDENT, 58},
		{supportv1.AskerKind_ASKER_KIND_RELATIVE, 10},
		{supportv1.AskerKind_ASKER_KIND_GP, 9},
		{supportv1.AskerKind_ASKER_KIND_HOUSING_CORPORATION, 6},
		{supportv1.AskerKind_ASKER_KIND_POLICE, 4},
		{supportv1.AskerKind_ASKER_KIND_SCHOOL, 4},
		{supportv1.AskerKind_ASKER_KIND_HEALTH_CARE, 4},
		{supportv1.AskerKind_ASKER_KIND_MUNICIPALITY, 3},
		{supportv1.AskerKind_ASKER_KIND_VOLUNTARY_ORGANISATION, 1},
		{supportv1.AskerKind_ASKER_KIND_OTHER, 1},
	}
}

// organisations are those of the workers of a team, named by what they are and not by who.
func organisations() []odds[string] {
	return []odds[string]{{"Welzijnsorganisatie", 62}, {"Vrijwilligers- en mantelzorgcentrale", 38}}
}

func lifeDomains() []odds[supportv1.LifeDomain] {
	return []odds[supportv1.LifeDomain]{
		{supportv1.LifeDomain_LIFE_DOMAIN_FINANCES, 31},
		{supportv1.LifeDomain_LIFE_DOMAIN_HOUSING, 14},
		{supportv1.LifeDomain_LIFE_DOMAIN_MENTAL_HEALTH, 12},
		{supportv1.LifeDomain_LIFE_DOMAIN_SOCIAL_NETWORK, 10},
		{supportv1.LifeDomain_LIFE_DOMAIN_DOMESTIC_RELATIONS, 8},
		{supportv1.LifeDomain_LIFE_DOMAIN_SOCIAL_PARTICIPATION, 6},
		{supportv1.LifeDomain_LIFE_DOMAIN_PHYSICAL_HEALTH, 6},
		{supportv1.LifeDomain_LIFE_DOMAIN_WORK_AND_EDUCATION, 5},
		{supportv1.LifeDomain_LIFE_DOMAIN_TIME_USE, 3},
		{supportv1.LifeDomain_LIFE_DOMAIN_INSTRUMENTAL_ADL, 2},
		{supportv1.LifeDomain_LIFE_DOMAIN_BASIC_ADL, 1},
		{supportv1.LifeDomain_LIFE_DOMAIN_SUBSTANCE_USE, 1},
		{supportv1.LifeDomain_LIFE_DOMAIN_JUSTICE, 1},
	}
}

// ending is what becomes of a question, and how many of a hundred of those are solved in the voorveld.
type ending struct {
	result   supportv1.QuestionResult
	voorveld int
}

func endings() []odds[ending] {
	return []odds[ending]{
		{ending{supportv1.QuestionResult_QUESTION_RESULT_INFORMATION, 88}, 34},
		{ending{supportv1.QuestionResult_QUESTION_RESULT_ADVICE, 80}, 27},
		{ending{supportv1.QuestionResult_QUESTION_RESULT_INFORMAL_SOLUTION, 97}, 17},
		{ending{supportv1.QuestionResult_QUESTION_RESULT_REFERRAL, 25}, 14},
		{ending{supportv1.QuestionResult_QUESTION_RESULT_CASE_OPENED, 0}, 8},
	}
}

// reasonsToClose are those of what was taken up, reasonsUnread those of what was not.
func reasonsToClose() []odds[supportv1.QuestionReason] {
	return []odds[supportv1.QuestionReason]{
		{supportv1.QuestionReason_QUESTION_REASON_NO_REACTION, 70},
		{supportv1.QuestionReason_QUESTION_REASON_WITHDRAWN, 30},
	}
}

func reasonsUnread() []odds[supportv1.QuestionReason] {
	return []odds[supportv1.QuestionReason]{
		{supportv1.QuestionReason_QUESTION_REASON_DUPLICATE, 35},
		{supportv1.QuestionReason_QUESTION_REASON_OUT_OF_SCOPE, 30},
		{supportv1.QuestionReason_QUESTION_REASON_WITHDRAWN, 20},
		{supportv1.QuestionReason_QUESTION_REASON_RECORDED_WRONGLY, 15},
	}
}

// summaries answers what is asked about a part of a life, in words of nobody.
func summaries(about supportv1.LifeDomain) []string {
	switch about {
	case supportv1.LifeDomain_LIFE_DOMAIN_FINANCES:
		return []string{"Begrijpt een brief over toeslagen niet.", "Komt elke maand geld tekort.", "Zoekt hulp bij de administratie."}
	case supportv1.LifeDomain_LIFE_DOMAIN_HOUSING:
		return []string{"Heeft vragen over een huurachterstand.", "De woning is te groot geworden."}
	case supportv1.LifeDomain_LIFE_DOMAIN_SOCIAL_NETWORK, supportv1.LifeDomain_LIFE_DOMAIN_SOCIAL_PARTICIPATION:
		return []string{"Kent weinig mensen in de buurt.", "Wil graag iets voor anderen doen."}
	case supportv1.LifeDomain_LIFE_DOMAIN_WORK_AND_EDUCATION, supportv1.LifeDomain_LIFE_DOMAIN_TIME_USE:
		return []string{"Zoekt een zinvolle invulling van de dag.", "Wil beter Nederlands leren voor werk."}
	}
	return []string{"Wil iemand spreken over de situatie thuis.", "Vraagt waar hulp in de wijk te vinden is."}
}
