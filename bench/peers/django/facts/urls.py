"""The serializers, the views and their paths."""

from django.urls import path
from rest_framework import generics, serializers

from facts.models import Actor, Evidence, Source, Statement


class ActorSerializer(serializers.ModelSerializer):
    class Meta:
        model, fields = Actor, ["id", "name", "type"]


class SourceSerializer(serializers.ModelSerializer):
    class Meta:
        model, fields = Source, ["id", "publisher", "published"]


class EvidenceSerializer(serializers.ModelSerializer):
    source = SourceSerializer(read_only=True)

    class Meta:
        model, fields = Evidence, ["source", "start", "end", "link"]


class StatementSerializer(serializers.ModelSerializer):
    speaker = ActorSerializer(read_only=True)
    about = ActorSerializer(read_only=True, many=True)
    evidence = EvidenceSerializer(read_only=True, many=True)

    class Meta:
        model = Statement
        fields = "id type speaker summary quote date about topics evidence known_since publisher_count".split()


class AloneSerializer(StatementSerializer):
    class Meta(StatementSerializer.Meta):
        fields = [*StatementSerializer.Meta.fields, "citation"]


STATEMENTS = Statement.objects.prefetch_related("speaker", "topics", "about", "evidence__source")


class StatementDetail(generics.RetrieveAPIView):
    queryset = STATEMENTS
    serializer_class = AloneSerializer


class StatementList(generics.ListAPIView):
    queryset = STATEMENTS
    serializer_class = StatementSerializer

    def get_queryset(self):
        found = super().get_queryset()
        speaker = self.request.query_params.get("speaker")
        return found.filter(speaker=speaker) if speaker else found


urlpatterns = [path("statements/<pk>", StatementDetail.as_view()), path("statements", StatementList.as_view())]
