package web

// duePhrases say what is scheduled and why, per kind: "due.KIND" with what it
// is about, and "due.KIND.why". Danish, English.
func duePhrases() map[string][2]string {
	return map[string][2]string{
		"due.something":          {"noget uden navn", "something unnamed"},
		"due.unknown.why":        {"Botten har sat en timer af denne slags.", "The bot has set a timer of this kind."},
		"due.promise":            {"Lovet opkald til {about}", "Promised call to {about}"},
		"due.promise.why":        {"Virksomheden har fået dette tidspunkt at vide. Er der ikke ringet, får den sandheden.", "The company was told this moment. If nobody has called, it hears the truth."},
		"due.remind.duty":        {"Vagten får en påmindelse om {about}", "Reminder to the person on duty: {about}"},
		"due.remind.duty.why":    {"Ingen har taget den endnu.", "Nobody has taken it yet."},
		"due.remind.channel":     {"Kanalen får en påmindelse om {about}", "Reminder in the channel: {about}"},
		"due.remind.channel.why": {"Vagten har heller ikke taget den.", "The person on duty has not taken it either."},
		"due.remind.lead":        {"Teamlederen får besked om {about}", "The team lead is told: {about}"},
		"due.remind.lead.why":    {"Der skal være tid til at ringe inden det lovede tidspunkt.", "There must be time left to call before the promised moment."},
		"due.remind.owner":       {"Har I talt sammen? {about}", "Have you talked? {about}"},
		"due.remind.owner.why":   {"Den, der tog den, kan have ringet og glemt at trykke.", "Whoever took it may have called and forgotten to press."},
		"due.slipped.again":      {"Stadig intet opkald til {about}", "Still no call to {about}"},
		"due.slipped.again.why":  {"Løftet blev ikke holdt. Teamleder og koordinator får besked hver arbejdsdag.", "The promise was not kept. Team lead and coordinator are told every working day."},
		"due.relevant":           {"Er {about} stadig aktuel?", "Is {about} still wanted?"},
		"due.relevant.why":       {"Virksomheden bliver spurgt efter 14 og 30 dage. Efter 60 lukkes den.", "The company is asked after 14 and 30 days. After 60 it is closed."},
		"due.pause":              {"Pausen slutter for {about}", "The pause ends for {about}"},
		"due.pause.why":          {"Nogen har bedt om at vente til da.", "Somebody asked to wait until then."},
		"due.think":              {"Har I tænkt over det? {about}", "Have you thought it over? {about}"},
		"due.think.why":          {"Lederen ville tænke over det og bliver spurgt igen efter tre arbejdsdage.", "The leader wanted to think it over and is asked again after three working days."},
		"due.ask_later":          {"Spørgsmålet kommer igen: {about}", "The question comes back: {about}"},
		"due.ask_later.why":      {"Nogen har bedt om at blive spurgt senere.", "Somebody asked to be asked later."},
		"due.stories":            {"Næste historie i {about}", "Next story in {about}"},
		"due.stories.why":        {"Netværket får en god historie efter sin plan, ingen historie to gange, før alle har været vist.", "The network gets a good story on its schedule, no story twice before all have been shown."},
		"due.story.review":       {"Er historien stadig rigtig? {about}", "Is the story still right? {about}"},
		"due.story.review.why":   {"En historie ses efter, når den er et år gammel.", "A story is looked over when it is a year old."},
		"due.expand":             {"Næste del af en udsendelse: {about}", "Next part of a broadcast: {about}"},
		"due.expand.why":         {"Det, der går til mange, sendes i bidder, så svar aldrig venter.", "What goes to many goes in parts, so that answers never wait."},
		"due.batch":              {"Er det nået frem? {about}", "Has it arrived? {about}"},
		"due.batch.why":          {"Afsenderen får at vide, hvad der kom frem.", "The sender hears what was delivered."},
		"due.release":            {"Holdt besked sendes: {about}", "Held message goes out: {about}"},
		"due.release.why":        {"Den holdes tilbage uden for arbejdstiden. Ingen forstyrres om aftenen.", "It is held outside working hours. Nobody is disturbed at night."},
		"due.retention":          {"Oprydning i gemte oplysninger", "Clean-up of what is stored"},
		"due.retention.why":      {"Ord slettes efter 90 dage, kontakter efter 12 måneder, og opgaver bliver anonyme efter 24.", "Words are deleted after 90 days, contacts after 12 months, and tasks become anonymous after 24."},
		"due.outcome":            {"Svar på en levering: {about}", "Outcome of a delivery: {about}"},
		"due.outcome.why":        {"Noget kunne ikke leveres, og koordinatoren skal vide det.", "Something could not be delivered, and the coordinator must know."},
	}
}
