package words

import "github.com/deschoor/meedoen/services/debtcounselling/internal/domain"

// Help answers what kind of help a trajectory is.
func Help(k domain.TrajectoryKind) string {
	return of(map[domain.TrajectoryKind]string{
		domain.DebtHelp: "schuldhulpverlening", domain.YouthFund: "Jongeren Perspectief Fonds",
		domain.LongTermGuidance: "langdurige begeleiding", domain.SocialLegalAdvice: "sociaal raadslieden",
	}, k)
}

// Channel answers how help was asked for.
func Channel(code string) string {
	return of(map[string]string{
		"self":         "u vroeg zelf om hulp",
		"early_signal": "na een signaal over een betalingsachterstand",
		"referral":     "een ander verwees u naar ons",
	}, code)
}

// Phase answers how far a trajectory has come.
func Phase(s domain.TrajectoryState) string {
	return of(map[domain.TrajectoryState]string{
		domain.Reported:  "aangemeld",
		domain.Appointed: "eerste gesprek gepland",
		domain.InIntake:  "gesprek en onderzoek (intake)",
		domain.Refused:   "afgewezen",
		domain.Advised:   "informatie en advies", domain.Stabilisation: "stabilisatie", domain.Settling: "schuldregeling",
		domain.Solution: "oplossing", domain.Aftercare: "nazorg", domain.Guided: "begeleiding", domain.Exited: "afgesloten",
	}, s)
}

// Meaning answers what happens in a phase.
func Meaning(s domain.TrajectoryState) string {
	return of(map[domain.TrajectoryState]string{
		domain.Reported:      "Wij maken een afspraak voor het eerste gesprek.",
		domain.Appointed:     "Wij bespreken samen uw situatie en welke hulp u nodig hebt.",
		domain.InIntake:      "Wij zoeken uit welke schulden u hebt en welke hulp bij u past. Daarna krijgt u een besluit.",
		domain.Refused:       "U krijgt geen schuldhulp. In het besluit staat waarom, en hoe u bezwaar maakt.",
		domain.Advised:       "U kunt met onze informatie en ons advies zelf verder.",
		domain.Stabilisation: "Wij brengen uw inkomsten en uitgaven in balans, zodat er geen nieuwe schulden bij komen.",
		domain.Settling:      "Wij maken afspraken met iedereen aan wie u geld moet betalen.",
		domain.Solution:      "De afspraken over uw schulden zijn gemaakt. U houdt zich aan die afspraken.",
		domain.Aftercare:     "De regeling is klaar. Wij houden contact, zodat het goed blijft gaan.",
		domain.Guided:        "Wij begeleiden u met uw geld.",
		domain.Exited:        "De hulp is gestopt.",
	}, s)
}

// Exit answers why a trajectory ended.
func Exit(r domain.ExitReason) string {
	return of(map[domain.ExitReason]string{
		domain.Completed:    "de hulp is afgerond",
		domain.SolvedBySelf: "u hebt het zelf opgelost",
		domain.Withdrawn:    "u wilde geen hulp meer",
		domain.NoShow:       "u kwam niet op afspraken", domain.Moved: "u bent verhuisd", domain.Died: "overlijden",
		domain.ConditionsNotMet: "u voldeed niet aan de voorwaarden", domain.NotFitting: "de hulp paste niet",
		domain.OtherReason: "een andere reden",
	}, r)
}

// Decision answers what was decided.
func Decision(k domain.DecisionKind) string {
	return of(map[domain.DecisionKind]string{
		domain.Admission: "U krijgt schuldhulp (toelating)", domain.Refusal: "U krijgt geen schuldhulp (afwijzing)",
		domain.Ending: "De schuldhulp stopt (beëindiging)",
	}, k)
}

// Ground answers why it was decided so.
func Ground(code string) string {
	return of(map[string]string{
		"recidivism": "u had eerder schuldhulp", "fraud": "fraude", "not_target_group": "de hulp is niet voor u bedoeld",
		"completed":         "de hulp is afgerond",
		"no_cooperation":    "u werkte niet genoeg mee",
		"request_of_client": "u vroeg erom",
		"other":             "een andere reden",
	}, code)
}

// Measure answers what is done beside the phases.
func Measure(k domain.MeasureKind) string {
	return of(map[domain.MeasureKind]string{
		domain.BudgetCoaching:           "Hulp bij leren omgaan met geld (budgetcoaching)",
		domain.BudgetManagement:         "Wij beheren uw inkomen (budgetbeheer)",
		domain.ProtectiveAdministration: "Een bewindvoerder beheert uw geld (beschermingsbewind)",
		domain.GuidanceForLong:          "Langdurige begeleiding",
		domain.BudgetGuidance:           "Begeleiding bij uw budget (budgetbegeleiding)",
		domain.CrisisIntervention:       "Hulp bij een dreigende situatie (crisisinterventie)",
		domain.ProvisionalMeasure:       "Voorlopige maatregel van de rechter (voorlopige voorziening)",
		domain.Moratorium:               "Schuldeisers moeten wachten (moratorium)",
		domain.PlanOfApproach:           "Het plan van aanpak is klaar",
	}, k)
}

// Term answers what has to happen by a date.
func Term(k domain.TermKind) string {
	return of(map[domain.TermKind]string{
		domain.FirstConversationTerm: "Eerste gesprek", domain.DecisionTerm: "Besluit of u schuldhulp krijgt",
		domain.BalanceAnswerTerm: "Antwoord van een schuldeiser op onze vraag hoeveel u moet betalen",
		domain.MoratoriumTerm:    "Einde van het moratorium", domain.SolutionTerm: "Einde van de schuldregeling",
		domain.ProposalAnswerTerm: "Antwoord van schuldeisers op ons voorstel",
		domain.FundReviewTerm:     "Gesprek over de afspraken met het fonds",
		domain.SignalContactTerm:  "Eerste contact na een signaal",
		domain.RecheckTerm:        "Jaarlijkse controle van de schuldregeling",
	}, k)
}
