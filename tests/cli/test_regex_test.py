"""`lode test-regex`: what an expression finds, in words and as JSON."""

import json

import program

LOG = "[0]\tvalidation-auc:0.5\n[1]\tvalidation-auc:0.75\nepoch done\n[2]\tValidation-auc:0.8\n"


class TestRegex(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("log", LOG)

    def test_values_are_listed(self):
        text = self.expect(0, "test-regex", r"validation-auc:(\S+)", "log").stdout
        self.assertIn("2 of 4 lines match and give 2 values", text)
        self.assertRegex(text, r"line 1: 0\.5 ")
        self.assertRegex(text, r"line 2: 0\.75 ")
        self.assertIn("line 4: ", text)  # nearly: another case

    def test_no_match_says_why(self):
        text = self.expect(1, "test-regex", r"validation-auc=(\S+)", "log").stdout
        self.assertIn("0 of 4 lines match", text)
        self.assertIn("longest beginning", text)
        self.assertIn("Advice: no line matches", text)

    def test_advice_about_groups(self):
        self.assertIn("parentheses", self.expect(1, "test-regex", "auc", "log").stdout)
        self.assertIn("number goes on", self.expect(0, "test-regex", r"validation-auc:([0-9])", "log").stdout)

    def test_json_and_stdin(self):
        done = self.expect(0, "test-regex", r"auc:(\S+)", "-", "--json", stdin=LOG)
        self.assertEqual([match["value"] for match in json.loads(done.stdout)["matches"]], [0.5, 0.75, 0.8])

    def test_the_expressions_of_a_document(self):
        document = program.job(metric_regex=r"auc:(\S+)")
        self.write("job.json", document)
        self.assertIn("Metric: loss", self.expect(0, "test-regex", "--job", "job.json", "log").stdout)
        definitions = document["TrainingJobDefinition"]["AlgorithmSpecification"]["MetricDefinitions"]
        definitions.append({"Name": "rmse", "Regex": "rmse:(.*)"})
        self.write("job.json", document)
        found = self.json("test-regex", "--job", "job.json", "log", code=1)
        self.assertEqual([(e["metric"], e["values"]) for e in found], [("loss", 3), ("rmse", 0)])
        del document["TrainingJobDefinition"]["AlgorithmSpecification"]
        self.write("job.json", document)
        self.assertIn("no MetricDefinitions", self.expect(2, "test-regex", "--job", "job.json", "log").stderr)


if __name__ == "__main__":
    program.main()
