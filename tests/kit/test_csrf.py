"""One token an answer, another one for the next."""

import re


def test_all_forms_of_an_answer_carry_one_token_and_the_next_answer_another(browse, people, meeting):
    client = browse(people["manager"])
    pages = [client.get(meeting.get_absolute_url()).content.decode() for _ in range(2)]
    tokens = [set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)) for page in pages]
    assert [len(found) for found in tokens] == [1, 1]
    assert tokens[0] != tokens[1]
    assert f'<meta name="csrf" content="{tokens[1].pop()}">' in pages[1]
